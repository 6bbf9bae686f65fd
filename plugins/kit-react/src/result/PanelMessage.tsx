import { Button } from '@backstage/ui';
import styles from './Panel.module.css';

/** Says in a panel's place why there is nothing to see. @public */
export function PanelMessage(props: {
  title: string;
  text: string;
  fix?: string;
  onRetry?: () => void;
}) {
  const { title, text, fix, onRetry } = props;
  return (
    <div className={styles.message} role="status">
      <strong>{title}</strong>
      <span>{text}</span>
      {fix ? <code className={styles.fix}>{fix}</code> : null}
      {onRetry ? (
        <div>
          <Button size="small" variant="secondary" onPress={onRetry}>
            Try again
          </Button>
        </div>
      ) : null}
    </div>
  );
}

/** What an error says, without its stack. @public */
export function reasonOf(error: unknown): string {
  if (error instanceof Error) {
    const body: unknown = Reflect.get(error, 'body');
    const inner: unknown =
      typeof body === 'object' && body !== null
        ? Reflect.get(body, 'error')
        : undefined;
    const text: unknown =
      typeof inner === 'object' && inner !== null
        ? Reflect.get(inner, 'message')
        : undefined;
    return typeof text === 'string' ? text : error.message;
  }
  return String(error);
}
