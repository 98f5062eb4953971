import { join } from 'node:path';
import { SHARED } from '../helpers/folders.ts';
import { describeRig } from '../programs/blender/describe-rig.ts';

describeRig('lee_perry_smith', join(SHARED, 'captures', 'lee_perry_smith'));
describeRig('paulsen', join(SHARED, 'captures', 'paulsen'));
