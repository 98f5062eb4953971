/* Z-buffer of the mesh (src/kernels/jobs/pixels/rasterize.ts), a few pixels of a row at a time. */
#include "lanes.h"

#include <tgmath.h>

static const real NEAR = 1;
static const real FAR = (real)1e30;
/* As ours: a pixel on a shared edge may be both triangles'. */
static const real EDGE = sizeof(real) == sizeof(double) ? -1e-12 : -1e-5;

static const Row COLUMNS = {0, 1, 2, 3, 4, 5, 6, 7};
static const RowMask COUNT = {0, 1, 2, 3, 4, 5, 6, 7};

static real least(real a, real b, real c) { return fmin(fmin(a, b), c); }
static real most(real a, real b, real c) { return fmax(fmax(a, b), c); }

void rasterize(const Scene *s, State *st) {
  const int size = s->n.image;
  real *restrict depth = st->depth;
  whole *restrict ids = st->ids;
  for (int i = 0; i < size * size; i++) {
    depth[i] = FAR;
    ids[i] = -1;
  }
  for (int t = 0; t < s->n.triangles; t++) {
    const real *a = st->pixels + 3 * s->triangles[3 * t], *b = st->pixels + 3 * s->triangles[3 * t + 1];
    const real *c = st->pixels + 3 * s->triangles[3 * t + 2];
    if (!(a[2] > NEAR && b[2] > NEAR && c[2] > NEAR)) continue;
    int x0 = (int)ceil(least(a[0], b[0], c[0]) - (real)0.5), x1 = (int)floor(most(a[0], b[0], c[0]) - (real)0.5);
    int y0 = (int)ceil(least(a[1], b[1], c[1]) - (real)0.5), y1 = (int)floor(most(a[1], b[1], c[1]) - (real)0.5);
    x0 = x0 < 0 ? 0 : x0;
    y0 = y0 < 0 ? 0 : y0;
    x1 = x1 > size - 1 ? size - 1 : x1;
    y1 = y1 > size - 1 ? size - 1 : y1;
    if (x0 > x1 || y0 > y1) continue;
    const real bx = b[0] - a[0], by = b[1] - a[1], cx = c[0] - a[0], cy = c[1] - a[1];
    const real area = bx * cy - by * cx;
    if (area == 0) continue;
    const real inverse = 1 / area, za = 1 / a[2], zb = 1 / b[2] - za, zc = 1 / c[2] - za;
    const real across_b = cy * inverse, down_b = -cx * inverse, across_c = -by * inverse, down_c = bx * inverse;
    for (int x = x0; x <= x1; x += STEP) {
      const Row px = COLUMNS + ((real)x + (real)0.5 - a[0]), column_b = px * across_b, column_c = px * across_c;
      const RowMask own = COUNT <= (whole)(x1 - x);
      for (int y = y0; y <= y1; y++) {
        const real py = (real)y + (real)0.5 - a[1];
        const Row wb = column_b + py * down_b, wc = column_c + py * down_c, wa = 1 - wb - wc;
        const Row z = 1 / (za + wb * zb + wc * zc);
        Row *d = (Row *)(depth + y * size + x);
        RowMask *id = (RowMask *)(ids + y * size + x);
        const RowMask nearer = (wa >= EDGE) & (wb >= EDGE) & (wc >= EDGE) & (z < *d) & own;
        *d = (Row)((nearer & (RowMask)z) | (~nearer & (RowMask)*d));
        *id = (nearer & t) | (~nearer & *id);
      }
    }
  }
}
