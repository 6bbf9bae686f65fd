import {
  createContext,
  ReactNode,
  useCallback,
  useContext,
  useState,
  useSyncExternalStore,
} from 'react';

/** The moment that is pointed at, of all charts of a group. */
class Crosshair {
  #timeMs: number | undefined;
  readonly #listeners = new Set<() => void>();

  get timeMs(): number | undefined {
    return this.#timeMs;
  }

  point = (timeMs: number | undefined) => {
    if (timeMs !== this.#timeMs) {
      this.#timeMs = timeMs;
      this.#listeners.forEach(listener => listener());
    }
  };

  subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };
}

const GroupContext = createContext<Crosshair | undefined>(undefined);

/** Charts in it show the same moment when one of them is pointed at. @public */
export function ChartGroup(props: { children: ReactNode }) {
  const [crosshair] = useState(() => new Crosshair());
  return (
    <GroupContext.Provider value={crosshair}>
      {props.children}
    </GroupContext.Provider>
  );
}

/**
 * The moment that is pointed at in this chart or another of its group, and the way to point at one. Alone,
 * a chart is a group of its own.
 *
 * @public
 */
export function useCrosshair(): [
  number | undefined,
  (timeMs: number | undefined) => void,
] {
  const [own] = useState(() => new Crosshair());
  const crosshair = useContext(GroupContext) ?? own;
  const read = useCallback(() => crosshair.timeMs, [crosshair]);
  const timeMs = useSyncExternalStore(crosshair.subscribe, read);
  return [timeMs, crosshair.point];
}
