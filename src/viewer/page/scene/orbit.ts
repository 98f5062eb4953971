import { type Box3, PerspectiveCamera, Sphere, Vector3 } from 'three';
import { OrbitControls } from 'three/addons/controls/OrbitControls.js';

/** A camera that the mouse, fingers and keys turn around something. */
export interface Orbit {
  readonly camera: PerspectiveCamera;
  turntable: boolean;
  /** Fits a box into the picture, from the front. */
  frame(box: Box3): void;
  /** Degrees around what is looked at: 0 from the front, 90 from the subject's left. */
  lookFrom(yaw: number, pitch: number): void;
  /** Turns by so many degrees. */
  turnBy(yaw: number, pitch: number): void;
  zoomBy(factor: number): void;
  /** @returns whether it is still moving */
  advance(seconds: number): boolean;
}

const FIELD_OF_VIEW = 26;
const DEGREES = Math.PI / 180;
/** Width of a head over its height: pictures that are narrower show all of it from farther away. */
export const HEAD_ASPECT = 0.76;
/** Air around the object; less than one, as a head does not fill its sphere. */
const ROOM = 0.92;

export function createOrbit(canvas: HTMLCanvasElement, changed: () => void): Orbit {
  const camera = new PerspectiveCamera(FIELD_OF_VIEW, 1, 0.01, 20);
  const controls = new OrbitControls(camera, canvas);
  controls.enableDamping = true;
  controls.dampingFactor = 0.12;
  controls.autoRotateSpeed = 3.2;
  let distance = 1;
  let awake = false;
  controls.addEventListener('change', () => {
    awake = true;
    changed();
  });
  const lookFrom = (yaw: number, pitch: number, range: number): void => {
    const [y, p] = [yaw * DEGREES, pitch * DEGREES];
    const direction = new Vector3(Math.sin(y) * Math.cos(p), Math.sin(p), Math.cos(y) * Math.cos(p));
    camera.position.copy(controls.target).addScaledVector(direction, range);
    controls.update();
    changed();
  };
  return {
    camera,
    get turntable() {
      return controls.autoRotate;
    },
    set turntable(on) {
      controls.autoRotate = on;
      changed();
    },
    frame(box) {
      const { center, radius } = box.getBoundingSphere(new Sphere());
      controls.target.copy(center);
      distance = (ROOM * radius) / Math.sin((FIELD_OF_VIEW / 2) * DEGREES);
      controls.minDistance = 0.2 * distance;
      controls.maxDistance = 4 * distance;
      lookFrom(0, 0, distance);
    },
    lookFrom: (yaw, pitch) => lookFrom(yaw, pitch, distance),
    turnBy(yaw, pitch) {
      const offset = camera.position.clone().sub(controls.target);
      const range = offset.length();
      const now = [Math.atan2(offset.x, offset.z) / DEGREES, Math.asin(offset.y / range) / DEGREES];
      lookFrom(now[0] + yaw, Math.max(-89, Math.min(89, now[1] + pitch)), range);
    },
    zoomBy(factor) {
      camera.position.sub(controls.target).multiplyScalar(factor).add(controls.target);
      controls.update();
      changed();
    },
    advance(seconds) {
      awake = false;
      controls.update(seconds);
      return awake || controls.autoRotate;
    },
  };
}
