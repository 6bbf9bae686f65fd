import { NavContentComponentProps } from '@backstage/plugin-app-react';
import {
  RiApps2Line,
  RiCodeBoxLine,
  RiAddCircleLine,
  RiSearchLine,
  RiSettings3Line,
} from '@remixicon/react';
import { ReactElement } from 'react';
import { NavLink } from 'react-router-dom';
import styles from './layout.module.css';

/** Pages that are reached from elsewhere. */
const HIDDEN = [
  'page:notifications',
  'page:app-visualizer',
  'page:catalog-import',
  'page:catalog-graph',
  'page:auth',
];

/** The portal's own pages first, then Backstage's. */
export function Navigation({
  navItems,
}: Pick<NavContentComponentProps, 'navItems'>) {
  const items = navItems.clone();
  for (const id of HIDDEN) {
    items.take(id);
  }
  const entry = (id: string, title?: string, icon?: ReactElement) => {
    const item = items.take(id);
    return item ? (
      <Entry
        href={item.href}
        title={title ?? item.title}
        icon={icon ?? item.icon}
      />
    ) : null;
  };
  const own = [
    entry('page:services/fleet', 'Fleet'),
    entry('page:deployments/changes', 'Changes'),
    entry('page:services/data', 'Data'),
    entry('page:telemetry/traces', 'Traces'),
  ];
  const stock = [
    entry('page:catalog', 'Catalog', <RiApps2Line />),
    entry('page:api-docs', 'APIs', <RiCodeBoxLine />),
    entry('page:scaffolder', 'Create…', <RiAddCircleLine />),
  ];
  const search = entry('page:search', 'Search', <RiSearchLine />);
  const settings = entry('page:user-settings', 'Settings', <RiSettings3Line />);
  return (
    <nav className={styles.nav} aria-label="Main">
      <NavLink to="/" className={styles.brand}>
        <Mark /> Sextant
      </NavLink>
      {own.map((item, index) => (
        <div key={index}>{item}</div>
      ))}
      <hr className={styles.rule} />
      {stock.map((item, index) => (
        <div key={index}>{item}</div>
      ))}
      {items.rest().map(item => (
        <Entry
          key={item.href}
          href={item.href}
          title={item.title}
          icon={item.icon}
        />
      ))}
      <hr className={styles.rule} />
      {search}
      <span className={styles.grow} />
      {settings}
    </nav>
  );
}

function Entry(props: {
  href: string;
  title: string;
  icon: ReactElement | null | undefined;
}) {
  return (
    <NavLink
      to={props.href}
      end={props.href === '/'}
      // Where the window is narrow only its icon is seen.
      title={props.title}
      className={({ isActive }) =>
        isActive ? `${styles.item} ${styles.active}` : styles.item
      }
    >
      <span className={styles.icon} aria-hidden>
        {props.icon}
      </span>
      {props.title}
    </NavLink>
  );
}

function Mark() {
  return (
    <svg width="18" height="18" viewBox="0 0 32 32" aria-hidden>
      <path
        d="M16 4 28 27H4Z"
        fill="none"
        stroke="#7db0ff"
        strokeWidth="3"
        strokeLinejoin="round"
      />
      <path d="M16 4v23" stroke="#f29a58" strokeWidth="3" />
    </svg>
  );
}
