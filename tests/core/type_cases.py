"""A draft for each rule about the types of cache, and one that is nearly the same and right."""

from typing import NamedTuple

from buildx_cache_flags.core.catalog.parameters import Option

S3 = "type=s3,bucket=b,region=r"
KEYS = "access_key_id=${ID},secret_access_key=${KEY}"
AZURE = "type=azblob,account_url=https://acme.blob.core.windows.net"
EXPIRING = "a.eyJleHAiOjE3MDAwMDAwMDB9.c"
"""A token whose claims are {"exp":1700000000}."""
KEY = f"secret_access_key={'a' * 86}=="


class TypeCase(NamedTuple):
    """What a rule catches, where, and what it lets pass; ``draft`` says that it is a rule for the whole draft."""

    code: str
    caught: tuple[str, ...]
    right: tuple[str, ...]
    place: str
    option: Option = "cache-to"
    draft: bool = False
    image: str = ""
    buildkit: str = ""
    reads: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())


def one(code: str, caught: str, right: str, parameter: str, option: Option = "cache-to") -> TypeCase:
    """A rule about one value."""
    return TypeCase(code, (caught,), (right,), f"{option} 1, {parameter}", option)


TYPE_CASES = (
    one("type-not-read", "type=inline", "type=registry,ref=a/b", "type", "cache-from"),
    one("parameter-missing", "type=local", "type=local,dest=/a", "dest"),
    one("parameter-missing", "type=local,dest=/a", "type=local,src=/a", "src", "cache-from"),
    one("parameter-missing", "type=s3,bucket=,region=r", S3, "bucket"),
    one("parameter-missing", "type=azblob", AZURE, "account_url"),
    one("value-refused", "type=gha,timeout=5", "type=gha,timeout=5m", "timeout"),
    one("value-refused", "type=gha,version=v2", "type=gha,version=2", "version"),
    one("value-refused", "type=gha,token=ghp_abc", "type=gha,token=a.b.c", "token"),
    one("value-refused", f"{S3},upload_parallelism=0", f"{S3},upload_parallelism=+2", "upload_parallelism"),
    one("value-refused", f"{S3},endpoint_url=127.0.0.1:9000", f"{S3},endpoint_url=", "endpoint_url"),
    one("value-refused", f"{AZURE},container=My_Cache", f"{AZURE},container=my-cache", "container"),
    one("value-refused", f"{AZURE},secret_access_key=no!", f"{AZURE},{KEY}", "secret_access_key"),
    one("value-refused", "type=local,src=/a,tag=", "type=local,src=/a,tag=v1", "tag", "cache-from"),
    one("value-doubtful", 'type=gha,"scope=a,b"', "type=gha,scope=a/b", "scope"),
    one("value-doubtful", "type=local,src=/a,digest=foo", "type=local,src=/a,digest=", "digest", "cache-from"),
    one("value-counts-empty", "type=gha,scope=", "type=gha,scope=x", "scope"),
    one("value-counts-empty", "type=gha,token=", "type=gha", "token"),
    one("secret-in-clear", f"{S3},{KEYS.replace('${KEY}', 'hunter2')}", f"{S3},{KEYS}", "secret_access_key"),
    one(
        "secret-in-clear",
        f"{S3},endpoint_url=https://a:b@c.example",
        f"{S3},endpoint_url=https://c.example",
        "endpoint_url",
    ),
    one("secret-placeholder", "type=gha,token=<TOKEN>", "type=gha", "token"),
    one("inline-last-stage", "type=inline", "type=registry,ref=a/b", "type"),
    one("inline-without-image", "type=inline", "type=registry,ref=a/b", "type"),
    one("path-shell", "type=local,dest=~/c", "type=local,dest=/c~", "dest"),
    one("path-relative", "type=local,dest=c", "type=local,dest=/c", "dest"),
    one("tag-empty", "type=local,dest=/c,tag=", "type=local,dest=/c,tag=x", "tag"),
    one(
        "tag-beside-digest",
        f"type=local,src=/c,tag=x,digest=sha256:{'0' * 64}",
        "type=local,src=/c,tag=x",
        "tag",
        "cache-from",
    ),
    one("local-grows", "type=local,dest=/c", "type=local,dest=/c,reset=false", "dest"),
    TypeCase(
        "local-not-last",
        ("type=local,dest=/a,mode=max", "type=registry,ref=a/b"),
        ("type=registry,ref=a/b", "type=local,dest=/a,mode=max"),
        "cache-to 1, type",
        draft=True,
    ),
    TypeCase(
        "local-before-another",
        ("type=local,dest=/a", "type=local,dest=/b"),
        ("type=gha", "type=local,dest=/b"),
        "cache-to 1, type",
        draft=True,
    ),
    TypeCase(
        "entry-repeated",
        ("type=local,dest=/a", "type=local,dest=/a"),
        ("type=inline", "type=inline"),
        "cache-to 2",
        draft=True,
    ),
    TypeCase(
        "place-repeated",
        (S3, f"{S3},mode=max"),
        (S3, f"{S3},name=other"),
        "cache-to 2, bucket",
        draft=True,
    ),
    TypeCase(
        "place-apart",
        (f"{S3},prefix=a/",),
        (S3,),
        "cache-from 1, prefix",
        draft=True,
        reads=((f"{S3},prefix=b/",), (S3,)),
    ),
    TypeCase(
        "layers-shared",
        ("type=registry,ref=a/b,mode=max", "type=registry,ref=a/c,compression=zstd"),
        ("type=registry,ref=a/b,mode=max,compression=zstd", "type=registry,ref=a/c,compression=zstd"),
        "cache-to 2, compression",
        draft=True,
    ),
    one("gha-version", "type=gha,version=3", "type=gha,version=2", "version"),
    one("gha-version", "type=gha,version=1", "type=gha,version=1,url=https://a.example", "version"),
    one(
        "gha-address-unused",
        "type=gha,version=1,url_v2=https://a.example",
        "type=gha,version=2,url_v2=https://a.example",
        "url_v2",
    ),
    one("gha-alone", "type=gha,ghtoken=${T}", "type=gha,ghtoken=${T},repository=a/b", "ghtoken"),
    one("gha-timeout-zero", "type=gha,timeout=0", "type=gha,timeout=1s", "timeout"),
    TypeCase(
        "gha-old-builder", ("type=gha",), ("type=gha,url=https://a.example",), "cache-to 1, type", buildkit="0.12"
    ),
    one("gha-runner-only", "type=gha", "type=gha,token=${T}", "type"),
    one("gha-token-expires", f"type=gha,token={EXPIRING}", "type=gha,token=a.b.c", "token"),
    one("gha-limits", "type=gha", "type=gha,ignore-error=false", "ignore-error"),
    one(
        "s3-path-style-missing",
        f"{S3},endpoint_url=http://localhost:9000",
        f"{S3},endpoint_url=http://127.0.0.1:9000",
        "use_path_style",
    ),
    one(
        "s3-path-style-advised",
        f"{S3},endpoint_url=https://minio.example",
        f"{S3},endpoint_url=https://s3.eu-west-1.amazonaws.com",
        "use_path_style",
    ),
    one(
        "s3-path-style-unused",
        f"{S3},use_path_style=true",
        f"{S3},use_path_style=true,endpoint_url=https://a.example",
        "use_path_style",
    ),
    one(
        "s3-google",
        f"{S3},endpoint_url=https://storage.googleapis.com",
        f"{S3},endpoint_url=https://a.example",
        "endpoint_url",
    ),
    one("s3-several-names", f"{S3},name=a;b", f"{S3},name=a", "name"),
    one("s3-prefix-slash", f"{S3},prefix=a", f"{S3},prefix=a/", "prefix"),
    one("s3-half-credentials", f"{S3},access_key_id=${{A}}", f"{S3},{KEYS}", "access_key_id"),
    one(
        "azblob-http",
        "type=azblob,account_url=http://a.example",
        f"type=azblob,account_url=http://a.example,{KEY}",
        "account_url",
    ),
    one(
        "azblob-account-name",
        f"type=azblob,account_url=http://127.0.0.1/x,{KEY}",
        f"type=azblob,account_url=http://127.0.0.1/x,account_name=x,{KEY}",
        "account_url",
    ),
    one("azblob-custom-domain", f"type=azblob,account_url=https://a.example,{KEY}", f"{AZURE},{KEY}", "account_url"),
    one("azblob-key-short", f"{AZURE},secret_access_key=AAAA", f"{AZURE},{KEY}", "secret_access_key"),
    one("azblob-identity", AZURE, f"{AZURE},{KEY}", "secret_access_key"),
    one("azblob-ignore-error", f"{AZURE},ignore-error=true", f"{AZURE},ignore-error=false", "ignore-error"),
)
