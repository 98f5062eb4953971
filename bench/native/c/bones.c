/* Bones: their places on the surface and transforms (src/asm/adaptive-skinning-model.ts, bone-transforms.ts), in double. */
#include "scene.h"

#include <tgmath.h>
#include <stdlib.h>
#include <string.h>

enum { AT_ROTATION = TRANSLATION, AT_SCALE = AT_ROTATION + ROTATION, AT_BINDING = AT_SCALE + LOG_SCALE };

static double clamp(double x, double high) { return x < 0 ? 0 : x > high ? high : x; }

/* f(zeta) and df/dzeta by bilinear interpolation. */
static void look_up(const Scene *s, double u, double v, double *position, double *derivative) {
  const int size = s->n.map_size;
  const double x = clamp(u * size - 0.5, size - 1 - 1e-9), y = clamp(v * size - 0.5, size - 1 - 1e-9);
  const int ix = (int)x < size - 2 ? (int)x : size - 2, iy = (int)y < size - 2 ? (int)y : size - 2;
  const double wx = x - ix, wy = y - iy;
  const double *p = s->map + 3 * (iy * size + ix), *below = p + 3 * size;
  for (int k = 0; k < 3; k++) {
    const double across = p[3 + k] - p[k], across_below = below[3 + k] - below[k];
    const double top = p[k] + wx * across, bottom = below[k] + wx * across_below;
    position[k] = top + wy * (bottom - top);
    derivative[2 * k] = size * (across + wy * (across_below - across));
    derivative[2 * k + 1] = size * (bottom - top);
  }
}

/* R = exp([w]x). */
static void rotation_matrix(const double *w, double *r) {
  const double x = w[0], y = w[1], z = w[2], p2 = x * x + y * y + z * z, p = sqrt(p2);
  const double a = p < 1e-4 ? 1 - p2 / 6 : sin(p) / p, b = p < 1e-4 ? 0.5 - p2 / 24 : (1 - cos(p)) / p2;
  const double out[9] = {1 - b * (y * y + z * z), b * x * y - a * z,       b * x * z + a * y,
                         b * x * y + a * z,       1 - b * (x * x + z * z), b * y * z - a * x,
                         b * x * z - a * y,       b * y * z + a * x,       1 - b * (x * x + y * y)};
  memcpy(r, out, sizeof out);
}

/* Gradient on R to gradient on w: Jr(w)^T axial(R^T R_bar), added. */
static void rotation_backward(const double *w, const double *r, const double *g, double *out) {
  double n[3][3];
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++) n[i][j] = r[i] * g[j] + r[3 + i] * g[3 + j] + r[6 + i] * g[6 + j];
  const double v[3] = {n[2][1] - n[1][2], n[0][2] - n[2][0], n[1][0] - n[0][1]};
  const double x = w[0], y = w[1], z = w[2], p2 = x * x + y * y + z * z, p = sqrt(p2);
  const double a = p < 1e-4 ? 0.5 - p2 / 24 : (1 - cos(p)) / p2;
  const double b = p < 1e-4 ? 1.0 / 6 - p2 / 120 : (p - sin(p)) / (p2 * p);
  const double c[3] = {y * v[2] - z * v[1], z * v[0] - x * v[2], x * v[1] - y * v[0]};
  const double d[3] = {y * c[2] - z * c[1], z * c[0] - x * c[2], x * c[1] - y * c[0]};
  for (int k = 0; k < 3; k++) out[k] += v[k] + a * c[k] + b * d[k];
}

void bones_forward(const Scene *s, State *st) {
  const double *dt = s->parameters, *theta = group(s->parameters, s, AT_ROTATION);
  const double *scale = group(s->parameters, s, AT_SCALE), *zeta = group(s->parameters, s, AT_BINDING);
  for (int j = 0; j < s->n.bones; j++) {
    double *psi = st->psi + 3 * j;
    look_up(s, zeta[2 * j], zeta[2 * j + 1], psi, st->surface_derivative + 6 * j);
    for (int k = 0; k < 3; k++) psi[k] += s->rest_bind[3 * j + k] - s->rest_surface[3 * j + k];
    double *R = st->rotation + 9 * j, *H = st->local + 9 * j, *P = st->linear + 9 * j, *o = st->pivot + 3 * j;
    rotation_matrix(theta + 3 * j, R);
    for (int c = 0; c < 3; c++) {
      const double e = exp(scale[3 * j + c]);
      for (int r = 0; r < 3; r++) H[3 * r + c] = R[3 * r + c] * e;
    }
    const int p = s->parents[j];
    if (p < 0) {
      memcpy(P, H, 9 * sizeof *P);
      for (int r = 0; r < 3; r++) o[r] = psi[r] + dt[3 * j + r];
    } else {
      const double *parent = st->linear + 9 * p;
      for (int r = 0; r < 3; r++) {
        o[r] = st->pivot[3 * p + r];
        for (int c = 0; c < 3; c++) {
          P[3 * r + c] = parent[3 * r] * H[c] + parent[3 * r + 1] * H[3 + c] + parent[3 * r + 2] * H[6 + c];
          o[r] += parent[3 * r + c] * (psi[c] - st->psi[3 * p + c] + dt[3 * j + c]);
        }
      }
    }
    real *m = st->transforms + TRANSFORM * j;
    for (int r = 0; r < 3; r++) {
      const double x = o[r] - (P[3 * r] * psi[0] + P[3 * r + 1] * psi[1] + P[3 * r + 2] * psi[2]);
      for (int c = 0; c < 3; c++) m[4 * c + r] = (real)P[3 * r + c];
      m[12 + r] = (real)x;
    }
  }
}

void bones_backward(const Scene *s, State *st) {
  const int B = s->n.bones;
  const double *dt = s->parameters, *theta = group(s->parameters, s, AT_ROTATION);
  const double *scale = group(s->parameters, s, AT_SCALE);
  double *g_dt = st->gradient, *g_theta = group(st->gradient, s, AT_ROTATION);
  double *g_scale = group(st->gradient, s, AT_SCALE), *g_zeta = group(st->gradient, s, AT_BINDING);
  double *gP = calloc(15 * B, sizeof(double)), *gO = gP + 9 * B, *g_psi = gO + 3 * B;
  for (int j = 0; j < B; j++) {
    const real *g = st->grad_transforms + TRANSFORM * j;
    for (int r = 0; r < 3; r++) {
      gO[3 * j + r] = g[12 + r];
      for (int c = 0; c < 3; c++) {
        gP[9 * j + 3 * r + c] = g[4 * c + r] - (double)g[12 + r] * st->psi[3 * j + c];
        g_psi[3 * j + c] -= st->linear[9 * j + 3 * r + c] * g[12 + r];
      }
    }
  }
  for (int j = B - 1; j >= 0; j--) {
    const int p = s->parents[j];
    double gH[9], gt[3], gR[9];
    memcpy(gH, gP + 9 * j, sizeof gH);
    memcpy(gt, gO + 3 * j, sizeof gt);
    if (p >= 0) {
      const double *parent = st->linear + 9 * p, *H = st->local + 9 * j, *gPj = gP + 9 * j;
      for (int r = 0; r < 3; r++) {
        gt[r] = 0;
        for (int m = 0; m < 3; m++) gt[r] += parent[3 * m + r] * gO[3 * j + m];
        for (int c = 0; c < 3; c++) {
          double h = 0, up = gO[3 * j + r] * (st->psi[3 * j + c] - st->psi[3 * p + c] + dt[3 * j + c]);
          for (int m = 0; m < 3; m++) {
            h += parent[3 * m + r] * gPj[3 * m + c];
            up += gPj[3 * r + m] * H[3 * c + m];
          }
          gH[3 * r + c] = h;
          gP[9 * p + 3 * r + c] += up;
        }
      }
      for (int r = 0; r < 3; r++) gO[3 * p + r] += gO[3 * j + r];
    }
    for (int r = 0; r < 3; r++) {
      g_dt[3 * j + r] += gt[r];
      g_psi[3 * j + r] += gt[r];
      if (p >= 0) g_psi[3 * p + r] -= gt[r];
    }
    const double *R = st->rotation + 9 * j;
    for (int a = 0; a < 3; a++) {
      const double e = exp(scale[3 * j + a]);
      g_scale[3 * j + a] += e * (R[a] * gH[a] + R[3 + a] * gH[3 + a] + R[6 + a] * gH[6 + a]);
      for (int r = 0; r < 3; r++) gR[3 * r + a] = gH[3 * r + a] * e;
    }
    rotation_backward(theta + 3 * j, R, gR, g_theta + 3 * j);
  }
  for (int j = 0; j < B; j++)
    for (int k = 0; k < 3; k++)
      for (int a = 0; a < 2; a++) g_zeta[2 * j + a] += st->surface_derivative[6 * j + 2 * k + a] * g_psi[3 * j + k];
  free(gP);
}
