"""How Python was built, as far as it matters in the bundle: where zoneinfo, which pydantic imports, looks for zones.

The real module has hundreds of settings for building more for that Python, with all paths of the machine it came from.
"""

build_time_vars = {"TZPATH": "/usr/share/zoneinfo:/usr/lib/zoneinfo:/usr/share/lib/zoneinfo:/etc/zoneinfo"}
