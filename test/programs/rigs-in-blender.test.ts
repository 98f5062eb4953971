import { join } from 'node:path';
import { DEMO, SHARED } from '../helpers/folders.ts';
import { describeRig } from './blender/describe-rig.ts';

describeRig('demo', DEMO);
describeRig('james', join(SHARED, 'captures', 'james'));
