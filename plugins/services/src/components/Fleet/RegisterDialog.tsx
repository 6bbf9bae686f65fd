import { useRouteRef } from '@backstage/frontend-plugin-api';
import {
  Button,
  ButtonLink,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
} from '@backstage/ui';
import { FleetRow } from '@sextant/plugin-services-common';
import { useState } from 'react';
import { registrationYaml } from '../../model/registrationYaml';
import { importRouteRef } from '../../routes';
import styles from './FleetPage.module.css';

/** Starts the registration of a service that was seen in telemetry: its document, ready to commit. */
export function RegisterDialog(props: {
  name: string | undefined;
  row: FleetRow | undefined;
  onClose: () => void;
}) {
  const { name, row, onClose } = props;
  const importHref = useRouteRef(importRouteRef)?.();
  const [copied, setCopied] = useState(false);
  const yaml = registrationYaml({
    name: name ?? '',
    versions: (row?.versions ?? []).map(({ version }) => version),
  });
  const copy = async () => {
    await navigator.clipboard.writeText(yaml);
    setCopied(true);
  };
  return (
    <Dialog
      isOpen={name !== undefined}
      onOpenChange={open => !open && onClose()}
      width={640}
    >
      <DialogHeader>Register {name}</DialogHeader>
      <DialogBody>
        <p>
          Commit this as <code>catalog-info.yaml</code> to the service’s
          repository, name its owner, then tell the portal where the file is.
        </p>
        <pre className={styles.yaml}>{yaml}</pre>
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" onPress={copy}>
          {copied ? 'Copied' : 'Copy'}
        </Button>
        {importHref ? (
          <ButtonLink href={importHref}>Register the file</ButtonLink>
        ) : null}
      </DialogFooter>
    </Dialog>
  );
}
