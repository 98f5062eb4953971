/* Per-pixel photometric loss, its gradients (bench/kernels/jobs/photometric-pixels.ts), and Adam on the texture. */
#include "lanes.h"

#include <tgmath.h>
#include <string.h>

/* A corner along a run of pixels of one triangle: its part of the weights, U/z, is linear in x. */
typedef struct {
  int vertex;
  real x, y, nearness; /* from the run's first pixel, 1/z */
  real part, slope;    /* U/z there, and its step */
  real u, v;           /* texels */
  Four e;
  real q, qx, gz;      /* sums of q = U_bar, of q times the steps, of -z_bar z */
  Four ge;
} Corner;

static inline Corner corner(const Scene *s, const State *st, int at, int x, int y) {
  const int i = s->triangles[at];
  const real *p = st->pixels + 3 * i, *uv = s->uvs + 2 * s->uv_triangles[at], side = (real)s->n.texture_size;
  return (Corner){.vertex = i,
                  .x = p[0] - ((real)x + (real)0.5),
                  .y = p[1] - ((real)y + (real)0.5),
                  .nearness = 1 / p[2],
                  .u = side * uv[0],
                  .v = side * uv[1],
                  .e = four_at(st->irradiance + 4 * i)};
}

static inline void set_part(Corner *c, const Corner *next, const Corner *after) {
  c->part = (next->x * after->y - next->y * after->x) * c->nearness;
  c->slope = (next->y - after->y) * c->nearness;
}

static inline void give_back(State *st, const Corner *c, const Corner *next, const Corner *after) {
  st->grad_pixels[2 * c->vertex] += after->q * next->y - next->q * after->y;
  st->grad_pixels[2 * c->vertex + 1] += next->q * after->x - after->q * next->x + after->qx - next->qx;
  st->grad_depths[c->vertex] -= c->gz;
  add_four(st->grad_irradiance + 4 * c->vertex, c->ge);
}

static inline real clamp(real x, real high) { return x < 0 ? 0 : x > high ? high : x; }

/* Adds a pixel's gradients to the corners and the texture. Returns its loss without 1/2. */
static inline real add_pixel(const Scene *s, State *st, Corner *a, Corner *b, Corner *c, real along,
                             const real *restrict target, real mask) {
  const int size = s->n.texture_size;
  const real sa = a->part + along * a->slope, sb = b->part + along * b->slope, sc = c->part + along * c->slope;
  const real inverse = 1 / (sa + sb + sc), wa = sa * inverse, wb = sb * inverse, wc = sc * inverse;
  const real fx = clamp(wa * a->u + wb * b->u + wc * c->u - (real)0.5, (real)(size - 1));
  const real fy = clamp(wa * a->v + wb * b->v + wc * c->v - (real)0.5, (real)(size - 1));
  const int ix = (int)fx < size - 2 ? (int)fx : size - 2, iy = (int)fy < size - 2 ? (int)fy : size - 2;
  const real wx = fx - (real)ix, wy = fy - (real)iy;
  const real *restrict p = s->texture + 4 * (iy * size + ix), *restrict q = p + 4 * size;
  real *restrict gp = st->grad_texture + 4 * (iy * size + ix), *restrict gq = gp + 4 * size;
  const Four p00 = four_at(p), p10 = four_at(q), d_top = four_at(p + 4) - p00, d_bottom = four_at(q + 4) - p10;
  const Four top = p00 + wx * d_top, down = p10 + wx * d_bottom - top, albedo = top + wy * down;
  const Four shade = wa * a->e + wb * b->e + wc * c->e;
  /* Fourth lanes of irradiance are 0, and the residual's must be. */
  const Four seen = four_at(target), r = albedo * shade - (Four){seen[0], seen[1], seen[2], 0};
  const Four wr = mask * r, g_albedo = wr * shade, g_shade = wr * albedo;
  a->ge += wa * g_shade;
  b->ge += wb * g_shade;
  c->ge += wc * g_shade;
  const Four right = g_albedo * wx, left = g_albedo - right, right_below = right * wy, left_below = left * wy;
  add_four(gp, left - left_below);
  add_four(gp + 4, right - right_below);
  add_four(gq, left_below);
  add_four(gq + 4, right_below);
  const real gu = sum_four(g_albedo * (d_top + wy * (d_bottom - d_top))), gv = sum_four(g_albedo * down);
  const real ga = sum_four(g_shade * a->e) + gu * a->u + gv * a->v;
  const real gb = sum_four(g_shade * b->e) + gu * b->u + gv * b->v;
  const real gc = sum_four(g_shade * c->e) + gu * c->u + gv * c->v;
  const real mean = wa * ga + wb * gb + wc * gc;
  const real qa = (ga - mean) * inverse * a->nearness, qb = (gb - mean) * inverse * b->nearness;
  const real qc = (gc - mean) * inverse * c->nearness;
  a->gz += qa * sa;
  b->gz += qb * sb;
  c->gz += qc * sc;
  a->q += qa;
  b->q += qb;
  c->q += qc;
  a->qx += qa * along;
  b->qx += qb * along;
  c->qx += qc * along;
  return sum_four(wr * r);
}

void compare_pixels(const Scene *s, State *st, int view) {
  const int size = s->n.image;
  const real factor = (real)1.0 / ((real)size * (real)size);
  const real *targets = s->targets + 4 * (int64_t)size * size * view;
  memset(st->grad_pixels, 0, sizeof(real) * 2 * s->n.vertices);
  memset(st->grad_depths, 0, sizeof(real) * s->n.vertices);
  memset(st->grad_irradiance, 0, sizeof(real) * 4 * s->n.vertices);
  for (int y = 0; y < size; y++) {
    const whole *ids = st->ids + y * size;
    for (int x = 0; x < size;) {
      const int t = (int)ids[x];
      if (t < 0) {
        x++;
        continue;
      }
      Corner a = corner(s, st, 3 * t, x, y), b = corner(s, st, 3 * t + 1, x, y), c = corner(s, st, 3 * t + 2, x, y);
      set_part(&a, &b, &c);
      set_part(&b, &c, &a);
      set_part(&c, &a, &b);
      real loss = 0;
      for (real along = 0; x < size && ids[x] == t; x++, along++) {
        const real *target = targets + 4 * (y * size + x);
        if (target[3] != 0) loss += add_pixel(s, st, &a, &b, &c, along, target, factor * target[3]);
      }
      st->loss += 0.5 * loss;
      give_back(st, &a, &b, &c);
      give_back(st, &b, &c, &a);
      give_back(st, &c, &a, &b);
    }
  }
}

void step_texture(const Scene *s, State *st) {
  const int count = 4 * s->n.texture_size * s->n.texture_size;
  const real b1 = (real)0.9, b2 = (real)0.99, rate = 0, epsilon = (real)1e-8;
  real *restrict x = s->texture, *restrict m = st->mean, *restrict v = st->variance;
  const real *restrict g = st->grad_texture;
  for (int i = 0; i < count; i++) {
    m[i] = b1 * m[i] + (1 - b1) * g[i];
    v[i] = b2 * v[i] + (1 - b2) * g[i] * g[i];
    x[i] -= rate * m[i] / (sqrt(v[i]) + epsilon);
  }
}
