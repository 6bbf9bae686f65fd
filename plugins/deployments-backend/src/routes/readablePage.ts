import { DeploymentPage } from '@sextant/plugin-deployments-common';
import { CursorSeal } from '@sextant/plugin-kit-node';
import { z } from 'zod';
import {
  DeploymentLedger,
  LedgerPosition,
  LedgerQuery,
} from '../ledger/DeploymentLedger';
import { Reader } from './Reader';

const LOOKED_AT_ONCE = 200;
/** Where nearly nothing may be read, a page is what was found among so many. */
const MAX_LOOKS = 25;

/**
 * A page of what its reader may see: looked for until it is full, so that neither its length nor its
 * cursor tells of the others.
 *
 * @throws InputError for a cursor that is none.
 */
export async function readablePage(
  { ledger, seal }: { ledger: DeploymentLedger; seal: CursorSeal },
  reader: Reader,
  query: Omit<LedgerQuery, 'after'> & { cursor?: string },
): Promise<DeploymentPage> {
  const { cursor, limit, ...filter } = query;
  const items: DeploymentPage['items'] = [];
  let after = cursor ? readPosition(seal.open(cursor)) : undefined;
  for (let look = 0; look < MAX_LOOKS; look += 1) {
    const records = await ledger.list({
      ...filter,
      after,
      limit: LOOKED_AT_ONCE,
    });
    for (const record of await reader.readable(records)) {
      if (items.length === limit) {
        const { startedAt, id } = items[limit - 1];
        return {
          items,
          nextCursor: seal.seal(JSON.stringify([Date.parse(startedAt), id])),
        };
      }
      items.push(record);
    }
    const last = records[records.length - 1];
    if (!last || records.length < LOOKED_AT_ONCE) {
      return { items };
    }
    after = { startedMs: Date.parse(last.startedAt), id: last.id };
  }
  return {
    items,
    nextCursor: after && seal.seal(JSON.stringify([after.startedMs, after.id])),
  };
}

function readPosition(text: string): LedgerPosition {
  const [startedMs, id] = z
    .tuple([z.number(), z.string()])
    .parse(JSON.parse(text));
  return { startedMs, id };
}
