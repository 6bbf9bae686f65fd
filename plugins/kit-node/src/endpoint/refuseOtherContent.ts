import express from 'express';

/** A body that is not JSON is not read as an empty one. */
export function refuseOtherContent(
  request: express.Request,
  response: express.Response,
  next: express.NextFunction,
) {
  if (request.is('application/json')) {
    next();
    return;
  }
  const found = request.header('content-type') ?? 'nothing';
  response.status(415).json({
    error: {
      name: 'UnsupportedMediaTypeError',
      message: `content-type: found ${JSON.stringify(
        found.slice(0, 80),
      )}, allowed application/json`,
    },
    response: { statusCode: 415 },
  });
}
