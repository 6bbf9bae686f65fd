import { ConfigReader } from '@backstage/config';
import fc from 'fast-check';
import { CursorSeal } from './CursorSeal';

const config = new ConfigReader({ backend: { auth: { keys: ['secret'] } } });

describe('CursorSeal', () => {
  it('opens on any replica what one has sealed, and shows nothing of it', () => {
    // Replicas share their secrets, and may listen elsewhere.
    const [one, other] = ['1', '2'].map(listen =>
      CursorSeal.for(
        new ConfigReader({
          backend: { auth: { keys: ['secret'] }, listen },
        }),
        'x',
      ),
    );
    fc.assert(
      fc.property(fc.string({ minLength: 4, unit: 'grapheme' }), text => {
        const sealed = one.seal(text);
        expect(other.open(sealed)).toBe(text);
        expect(Buffer.from(sealed, 'base64url').toString()).not.toContain(text);
        // Twice the same looks different: pages cannot be compared.
        expect(one.seal(text)).not.toBe(sealed);
      }),
    );
  });

  it('opens nothing that was changed, cut, or sealed for another purpose', () => {
    const seal = CursorSeal.for(config, 'x');
    const sealed = Buffer.from(seal.seal('a position'), 'base64url');
    fc.assert(
      fc.property(
        fc.nat(sealed.length - 1),
        fc.integer({ min: 1, max: 255 }),
        (at, change) => {
          const changed = Buffer.from(sealed);
          changed[at] = (changed[at] + change) % 256;
          expect(() => seal.open(changed.toString('base64url'))).toThrow(
            'cursor: found',
          );
          expect(() =>
            seal.open(sealed.subarray(0, at).toString('base64url')),
          ).toThrow('cursor: found');
        },
      ),
    );
    const others = [
      CursorSeal.for(config, 'y'),
      CursorSeal.for(new ConfigReader({ backend: {} }), 'x'),
    ];
    for (const other of others) {
      expect(() => other.open(sealed.toString('base64url'))).toThrow(
        'allowed the nextCursor',
      );
    }
  });
});
