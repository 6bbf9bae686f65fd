import { Select } from '@backstage/ui';

const ALL = '(all)';

/** Chooses one environment, or all. @public */
export function EnvironmentSelect(props: {
  environment: string | undefined;
  onChange: (environment: string | undefined) => void;
  /** Those that are known; the chosen one is always among the choices. */
  known: readonly string[];
  className?: string;
}) {
  const { environment, onChange, known, className } = props;
  const choices = new Set([...known, ...(environment ? [environment] : [])]);
  return (
    <Select
      aria-label="Environment"
      size="small"
      className={className}
      value={environment ?? ALL}
      onChange={key =>
        onChange(key === ALL || key === null ? undefined : String(key))
      }
      options={[
        { id: ALL, label: 'all environments' },
        ...[...choices].map(name => ({ id: name, label: name })),
      ]}
    />
  );
}
