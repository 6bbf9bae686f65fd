import { Config } from '@backstage/config';
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  randomBytes,
} from 'node:crypto';
import { unknownCursor } from './unknownCursor';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Makes cursors opaque: they hold times and ids of rows that their reader may not see. Every replica has
 * the same key.
 *
 * @public
 */
export class CursorSeal {
  readonly #key: Buffer;

  /**
   * @param purpose - A cursor of one purpose is none of another.
   */
  static for(config: Config, purpose: string): CursorSeal {
    // What a deployment keeps to itself, and its replicas share: secrets of its tokens and its database.
    const secret = JSON.stringify(
      ['backend.auth', 'backend.database'].map(
        key => config.getOptional(key) ?? null,
      ),
    );
    return new CursorSeal(`${purpose}\0${secret}`);
  }

  constructor(secret: string) {
    this.#key = createHash('sha256').update('cursor\0').update(secret).digest();
  }

  seal(text: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.#key, nonce);
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString(
      'base64url',
    );
  }

  /** @throws InputError for what no replica has sealed. */
  open(cursor: string): string {
    const bytes = Buffer.from(cursor, 'base64url');
    try {
      const decipher = createDecipheriv(
        ALGORITHM,
        this.#key,
        bytes.subarray(0, NONCE_BYTES),
        { authTagLength: TAG_BYTES },
      );
      decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      return Buffer.concat([
        decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)),
        decipher.final(),
      ]).toString('utf8');
    } catch (error) {
      throw unknownCursor(cursor, error);
    }
  }
}
