import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import knexFactory from 'knex';
import { storeFileOf } from './openStore';
import { rowsOf } from './sql';

jest.setTimeout(60_000);

const WRITER = path.join(__dirname, '../__testUtils__/writeUntilKilled.ts');
const TRANSFORM = require.resolve('@backstage/cli/config/nodeTransform.cjs');

describe('a store whose process is killed', () => {
  it('has every span that was acknowledged, and takes more without a hand', async () => {
    const directory = mkdtempSync(path.join(tmpdir(), 'sextant-durability-'));
    const filename = path.join(directory, 'telemetry.sqlite');
    try {
      const acknowledged = await killAfter(filename, 30);
      const again = await killAfter(filename, 30);
      expect(acknowledged.length).toBeGreaterThanOrEqual(30);
      const knex = knexFactory({
        client: 'better-sqlite3',
        connection: { filename: storeFileOf(filename) },
        useNullAsDefault: true,
      });
      const stored = new Set(
        rowsOf(await knex.raw('SELECT trace_id FROM embedded_request')).map(
          row => row.trace_id,
        ),
      );
      await knex.destroy();
      expect([...acknowledged, ...again].filter(id => !stored.has(id))).toEqual(
        [],
      );
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });
});

/** Starts a writer, kills it with SIGKILL in the middle of its work, and returns what it had acknowledged. */
function killAfter(
  filename: string,
  acknowledgements: number,
): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const writer = spawn(
      process.execPath,
      ['--require', TRANSFORM, WRITER, filename],
      {
        env: { ...process.env, NODE_ENV: 'development' },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let output = '';
    let trouble = '';
    writer.stderr.on('data', part => {
      trouble += part;
    });
    writer.stdout.on('data', part => {
      output += part;
      if (output.split('\n').length > acknowledgements) {
        writer.kill('SIGKILL');
      }
    });
    writer.once('exit', (_code, signal) => {
      if (signal === 'SIGKILL') {
        resolve(output.split('\n').slice(0, -1));
      } else {
        reject(new Error(`The writer ended by itself: ${trouble}`));
      }
    });
  });
}
