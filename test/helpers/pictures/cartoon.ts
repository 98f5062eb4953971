import sharp from 'sharp';

/** An own drawing that the landmark networks take for a face: a green being with antennae. */
const GREEN_BEING = `<svg xmlns="http://www.w3.org/2000/svg" width="240" height="240" viewBox="0 0 400 400">
<rect width="400" height="400" fill="#fff"/>
<path d="M130 80 L110 30 M270 80 L290 30" stroke="#000" stroke-width="8"/>
<g stroke="#000">
<circle cx="108" cy="28" r="14" fill="#3c3" stroke-width="6"/>
<circle cx="292" cy="28" r="14" fill="#3c3" stroke-width="6"/>
<path fill="#1e1" stroke-width="9" d="M200 60 C310 60 335 120 315 190 C320 250 270 300 230 310 L225 330 L175 330
 L170 310 C130 300 80 250 85 190 C65 120 90 60 200 60Z"/>
</g>
<g fill="#111"><ellipse cx="145" cy="190" rx="44" ry="30"/><ellipse cx="255" cy="190" rx="44" ry="30"/></g>
<path d="M192 215 l-6 22 M208 215 l6 22" stroke="#060" stroke-width="7"/>
<ellipse cx="200" cy="275" rx="26" ry="8" fill="#020"/>
</svg>`;

/** {@link GREEN_BEING} for sharp to encode, 240 x 240. */
export function cartoonSharp() {
  return sharp(Buffer.from(GREEN_BEING)).removeAlpha();
}
