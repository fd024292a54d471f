/** `npm run backup` and `npm run check`. Plain Node: becomes backup-command.ts. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { register } from 'tsx/esm/api';

process.env['TSX_TSCONFIG_PATH'] = join(dirname(fileURLToPath(import.meta.url)), 'tsconfig.json');
register();
await import('./backup-command.ts');
