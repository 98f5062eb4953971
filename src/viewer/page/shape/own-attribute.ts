import { BufferAttribute, type BufferGeometry } from 'three';

/** An attribute of three numbers a vertex in an array of its own, in place of the file's, which others may share. */
export function ownAttribute(geometry: BufferGeometry, name: 'position' | 'normal'): BufferAttribute {
  const given = geometry.getAttribute(name);
  const own = new BufferAttribute(new Float32Array(3 * given.count), 3);
  for (let v = 0; v < given.count; v++) own.setXYZ(v, given.getX(v), given.getY(v), given.getZ(v));
  geometry.setAttribute(name, own);
  return own;
}
