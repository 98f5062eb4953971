import { join } from 'node:path';

/** The repository. */
export const ROOT = join(import.meta.dirname, '..', '..');
/** The capture that the package brings: five renders of a known head. */
export const DEMO = join(ROOT, 'data', 'demo');
/** Data that lie beside the repository on some machines, and on others do not. */
export const SHARED = join(ROOT, '..', 'shared');
