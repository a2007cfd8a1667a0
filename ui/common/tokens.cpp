// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/common/tokens.h"

#include <QFontInfo>

#include <cmath>

namespace Crossroads {

static double luminance(const QColor &color)
{
    const auto channel = [](double c) {
        return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * channel(color.redF()) + 0.7152 * channel(color.greenF()) +
           0.0722 * channel(color.blueF());
}

double contrastRatio(const QColor &a, const QColor &b)
{
    const double la = luminance(a);
    const double lb = luminance(b);
    return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

static bool passes(const QColor &color, const QList<QColor> &grounds, double ratio)
{
    return std::ranges::all_of(grounds,
                               [&](const QColor &ground) { return contrastRatio(color, ground) >= ratio; });
}

QColor ensureContrast(QColor color, const QList<QColor> &grounds, double ratio)
{
    double light = 0;
    for (const QColor &ground : grounds)
        light += luminance(ground) / double(grounds.size());
    // White stands out better below a luminance of 0.18, black above.
    const double step = light < 0.18 ? 0.01 : -0.01;
    for (int i = 0; i < 100 && !passes(color, grounds, ratio); ++i) {
        float h = 0, s = 0, l = 0, a = 0;
        color.getHslF(&h, &s, &l, &a);
        color = QColor::fromHslF(std::max(h, 0.0F), s, std::clamp(l + float(step), 0.0F, 1.0F), a);
    }
    return color;
}

QColor mixed(const QColor &over, const QColor &under, double share)
{
    const auto mix = [&](float a, float b) { return float(a * share + b * (1 - share)); };
    return QColor::fromRgbF(mix(over.redF(), under.redF()), mix(over.greenF(), under.greenF()),
                            mix(over.blueF(), under.blueF()));
}

Tokens Tokens::fromPalette(const QPalette &palette)
{
    Tokens t;
    t.window = palette.color(QPalette::Window);
    t.base = palette.color(QPalette::Base);
    t.alternate = palette.color(QPalette::AlternateBase);
    t.text = palette.color(QPalette::WindowText);
    t.dark = luminance(t.window) < 0.18;
    const QColor accent = palette.color(QPalette::Accent);
    t.tint = mixed(accent, t.window, t.dark ? 0.22 : 0.12);
    const QList<QColor> grounds{t.window, t.base, t.tint};
    t.text = ensureContrast(t.text, grounds, 4.5);
    t.muted = ensureContrast(mixed(t.text, t.window, t.dark ? 0.66 : 0.72), grounds, 4.5);
    t.sep = mixed(t.text, t.window, 0.14);
    t.edge = ensureContrast(mixed(t.text, t.window, 0.50), grounds, 3);
    t.accent = ensureContrast(accent, grounds, 4.5);
    t.fill = ensureContrast(accent, {Qt::white}, 4.5);
    const auto fixed = [&](QRgb light, QRgb dark) {
        return ensureContrast(QColor(t.dark ? dark : light), grounds, 4.5);
    };
    t.ok = fixed(0x1A7440, 0x4FC27F);
    t.warn = fixed(0x8A5300, 0xE8AE4A);
    t.error = fixed(0xB8232B, 0xFF8A85);
    t.thinking = fixed(0x6A49BD, 0xB9A3FF);
    // Beside each other, not on each other: what a bar means is said by the legend and the table as well.
    const float lightness[] = {t.dark ? 0.75F : 0.25F, t.dark ? 0.54F : 0.40F, t.dark ? 0.38F : 0.63F};
    const float strength[] = {t.dark ? 0.82F : 0.77F, t.dark ? 0.65F : 0.69F, t.dark ? 0.62F : 0.57F};
    float h = 0, s = 0, l = 0;
    accent.getHslF(&h, &s, &l);
    for (int i = 0; i < 3; ++i)
        t.series[i] = QColor::fromHslF(std::max(h, 0.0F), std::min(s, strength[i]), lightness[i]);
    t.series[3] = QColor(t.dark ? 0x6E7275 : 0x8E9294);
    t.track = mixed(t.text, t.window, 0.095);
    const auto ground = [&](const QColor &state) { return mixed(state, t.base, 0.12); };
    t.infoGround = ground(t.accent);
    t.okGround = ground(t.ok);
    t.warnGround = ground(t.warn);
    t.errorGround = ground(t.error);
    return t;
}

const Tokens &Tokens::of(const QPalette &palette)
{
    static Tokens tokens;
    static qint64 madeFor = 0;
    if (madeFor != palette.cacheKey()) {
        tokens = fromPalette(palette);
        madeFor = palette.cacheKey();
    }
    return tokens;
}

int grown(int pixels, const QFont &font)
{
    constexpr double madeFor = 13; // pixels of 10 pt at 96 dpi
    return int(std::lround(pixels * std::max(1.0, QFontInfo(font).pixelSize() / madeFor)));
}

QFont sized(QFont font, double points, bool bold)
{
    font.setPointSizeF(std::max(6.0, font.pointSizeF() + points));
    font.setBold(bold);
    font.setFeature("tnum", 1);
    return font;
}

} // namespace Crossroads
