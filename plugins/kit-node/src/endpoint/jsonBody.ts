import { InputError } from '@backstage/errors';
import express from 'express';
import { refuseOtherContent } from './refuseOtherContent';

const read = express.json({ limit: '256kb', strict: false });

/** Reads a JSON body. What is none is refused in one sentence, without what was sent. */
export function jsonBody(
  request: express.Request,
  response: express.Response,
  next: express.NextFunction,
) {
  refuseOtherContent(request, response, () =>
    read(request, response, (error?: unknown) =>
      next(
        isUnreadable(error)
          ? new InputError('body: found text that is not JSON, allowed JSON')
          : error,
      ),
    ),
  );
}

function isUnreadable(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    Reflect.get(error, 'status') === 400
  );
}
