import { Container } from '@backstage/ui';
import { ReactNode } from 'react';

/**
 * What a page of the suite is about: the one `main` of its document. Backstage's own pages bring theirs.
 *
 * @public
 */
export function PageMain(props: { className?: string; children: ReactNode }) {
  return (
    <main>
      <Container className={props.className}>{props.children}</Container>
    </main>
  );
}
