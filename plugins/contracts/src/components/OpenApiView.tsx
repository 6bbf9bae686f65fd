import { PanelMessage } from '@sextant/plugin-kit-react';
import { useMemo } from 'react';
import SwaggerUI from 'swagger-ui-react';
import 'swagger-ui-react/swagger-ui.css';
import { parse } from 'yaml';
import './openApiView.css';

/** An OpenAPI document in Swagger UI, in the portal's theme. Nothing can be sent from here yet. */
export function OpenApiView({ definition }: { definition: string }) {
  const { document, reason } = useMemo(() => read(definition), [definition]);
  if (!document) {
    return <PanelMessage title="The document cannot be read" text={reason} />;
  }
  return (
    <div className="sextant-openapi">
      <SwaggerUI
        spec={document}
        deepLinking
        docExpansion="list"
        defaultModelsExpandDepth={0}
        supportedSubmitMethods={[]}
        tryItOutEnabled={false}
      />
    </div>
  );
}

function read(definition: string): {
  document: object | undefined;
  reason: string;
} {
  try {
    const document: unknown = parse(definition, { maxAliasCount: 100 });
    return typeof document === 'object' && document !== null
      ? { document, reason: '' }
      : {
          document: undefined,
          reason: 'found no YAML or JSON object, allowed an OpenAPI document',
        };
  } catch (error) {
    return {
      document: undefined,
      reason: error instanceof Error ? error.message : String(error),
    };
  }
}
