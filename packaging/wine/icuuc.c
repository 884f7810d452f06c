/* Windows has ICU since version 10; Wine 8 does not. Qt asks it for text encodings other than Unicode's, which are not
   used here: every converter is said to be missing. */
#include <windows.h>

#define EXPORT __declspec(dllexport)
#define FILE_ACCESS_ERROR 4 /* U_FILE_ACCESS_ERROR: "the requested file cannot be found" */
#define FAIL(status) do { if (status) *(status) = FILE_ACCESS_ERROR; } while (0)

EXPORT void *ucnv_open(const char *name, int *status) { FAIL(status); return NULL; }
EXPORT void ucnv_close(void *converter) {}
EXPORT void ucnv_reset(void *converter) {}
EXPORT signed char ucnv_getMaxCharSize(const void *converter) { return 1; }
EXPORT const char *ucnv_getName(const void *converter, int *status) { FAIL(status); return NULL; }
EXPORT const char *ucnv_getStandardName(const char *name, const char *standard, int *status) { FAIL(status); return NULL; }
EXPORT const char *ucnv_getAvailableName(int number) { return NULL; }
EXPORT int ucnv_countAvailable(void) { return 0; }
EXPORT int ucnv_toUCountPending(const void *converter, int *status) { return 0; }
EXPORT int ucnv_fromUCountPending(const void *converter, int *status) { return 0; }

EXPORT void UCNV_TO_U_CALLBACK_SUBSTITUTE(void) {}
EXPORT void UCNV_FROM_U_CALLBACK_SUBSTITUTE(void) {}
EXPORT void ucnv_getToUCallBack(void *converter, void **action, const void **context) { *action = NULL; *context = NULL; }
EXPORT void ucnv_getFromUCallBack(void *converter, void **action, const void **context) { *action = NULL; *context = NULL; }
EXPORT void ucnv_setToUCallBack(void *converter, void *action, const void *context, void **old, const void **old_context,
                                int *status) { FAIL(status); }
EXPORT void ucnv_setFromUCallBack(void *converter, void *action, const void *context, void **old,
                                  const void **old_context, int *status) { FAIL(status); }
EXPORT void ucnv_cbToUWriteUChars(void *arguments, const void *source, int length, int offset, int *status) { FAIL(status); }
EXPORT void ucnv_cbFromUWriteUChars(void *arguments, const void *source, const void *limit, int offset, int *status) {
    FAIL(status);
}
EXPORT void ucnv_toUnicode(void *converter, void *target, void *limit, void *source, void *source_limit, void *offsets,
                           char flush, int *status) { FAIL(status); }
EXPORT void ucnv_fromUnicode(void *converter, void *target, void *limit, void *source, void *source_limit,
                             void *offsets, char flush, int *status) { FAIL(status); }
