import { alertApiRef } from '@backstage/core-plugin-api';
import { toastApiRef, useApiHolder } from '@backstage/frontend-plugin-api';

const SHOWN_MS = 2_500;

/**
 * Says in passing that something is done: as a toast, or as an alert in apps on the legacy frontend system,
 * which have no toasts.
 *
 * @public
 */
export function useToast(): (title: string) => void {
  const apis = useApiHolder();
  return title => {
    const toasts = apis.get(toastApiRef);
    if (toasts) {
      toasts.post({ title, status: 'success', timeout: SHOWN_MS });
      return;
    }
    apis.get(alertApiRef)?.post({
      message: title,
      severity: 'success',
      display: 'transient',
    });
  };
}
