import {
  Cell,
  Column,
  Row,
  SortDescriptor,
  TableBody,
  TableHeader,
  TableRoot,
  VisuallyHidden,
} from '@backstage/ui';
import { ReactNode, useState } from 'react';
import styles from './DataTable.module.css';
import { SortValue, sortRows } from './sortRows';

/** One column of a table. @public */
export interface DataColumn<T> {
  /** Also what `sort` names. */
  id: string;
  label: string;
  /** More of what the column shows, on hover. */
  title?: string;
  cell: (row: T) => ReactNode;
  /** What it is sorted by; absent where an order says nothing. Null is what is not known: always last. */
  sortBy?: (row: T) => SortValue;
  /** Figures are at the right, and sorted from the largest down first. */
  isNumber?: boolean;
  /** Names the row to screen readers; the first column where none says so. */
  isRowHeader?: boolean;
  /** Said to screen readers alone. */
  isLabelHidden?: boolean;
  /** Left out where the window is narrow. */
  isExtra?: boolean;
}

/** A column and its direction. @public */
export interface TableSort {
  column: string;
  direction: 'ascending' | 'descending';
}

/** @public */
export interface DataTableProps<T> {
  /** Said to screen readers. */
  label: string;
  columns: ReadonlyArray<DataColumn<T>>;
  rows: readonly T[];
  keyOf: (row: T) => string;
  /** Opens a row, on click and on Enter. */
  hrefOf?: (row: T) => string | undefined;
  /** How the rows are sorted by who gave them, where that is not here. */
  sort?: TableSort;
  /** Sorts where the rows come from; without it they are sorted here. */
  onSort?: (sort: TableSort) => void;
  /** Its heads are said, and not shown: for a few rows that speak for themselves. */
  isHeadless?: boolean;
  /** Marks rows, e.g. with what needs attention. */
  toneOf?: (row: T) => 'bad' | 'warn' | undefined;
}

/**
 * The suite's table: `@backstage/ui`'s, dense, sorted both ways, and used by arrow keys. Until somebody
 * sorts it the rows stay as they were given.
 *
 * @public
 */
export function DataTable<T>(props: DataTableProps<T>) {
  const { columns, keyOf, hrefOf, toneOf, onSort } = props;
  const [chosen, setChosen] = useState<TableSort>();
  const sort = onSort ? props.sort : chosen ?? props.sort;
  const header = columns.find(column => column.isRowHeader) ?? columns[0];
  const sorting = columns.find(({ id }) => id === chosen?.column);
  const rows =
    chosen && sorting?.sortBy && !onSort
      ? sortRows(props.rows, sorting.sortBy, chosen.direction)
      : props.rows;
  const change = ({ column, direction }: SortDescriptor) => {
    const next = columns.find(({ id }) => id === column);
    if (next) {
      const isNew = sort?.column !== next.id;
      const sorted: TableSort = {
        column: next.id,
        direction: isNew && next.isNumber ? 'descending' : direction,
      };
      setChosen(sorted);
      onSort?.(sorted);
    }
  };
  const classOf = ({ isNumber, isExtra }: DataColumn<T>) =>
    [isNumber ? styles.number : '', isExtra ? styles.extra : '']
      .filter(Boolean)
      .join(' ');
  return (
    <div className={styles.scroll}>
      <TableRoot
        aria-label={props.label}
        className={`${styles.table} ${props.isHeadless ? styles.headless : ''}`}
        sortDescriptor={sort}
        onSortChange={change}
      >
        <TableHeader>
          {columns.map(column => (
            <Column
              key={column.id}
              id={column.id}
              isRowHeader={column === header}
              allowsSorting={column.sortBy !== undefined && !props.isHeadless}
              className={`${styles.head} ${classOf(column)}`}
            >
              {column.isLabelHidden ? (
                <VisuallyHidden>{column.label}</VisuallyHidden>
              ) : (
                <span title={column.title}>{column.label}</span>
              )}
            </Column>
          ))}
        </TableHeader>
        <TableBody>
          {rows.map(row => (
            <Row
              key={keyOf(row)}
              id={keyOf(row)}
              href={hrefOf?.(row)}
              className={styles.row}
              data-tone={toneOf?.(row)}
            >
              {columns.map(column => (
                <Cell
                  key={column.id}
                  className={`${styles.cell} ${classOf(column)}`}
                >
                  {column.cell(row)}
                </Cell>
              ))}
            </Row>
          ))}
        </TableBody>
      </TableRoot>
    </div>
  );
}
