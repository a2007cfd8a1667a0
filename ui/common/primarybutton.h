// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QPushButton>

namespace Crossroads {

/// A push button that can be the view's one primary action: then filled with the accent, white on it,
/// whatever the style does with button colours.
class PrimaryButton : public QPushButton
{
    Q_OBJECT

public:
    using QPushButton::QPushButton;
    void setPrimary(bool primary);
    /// The icon's name; drawn in the colour of the text.
    void setGlyph(const QString &glyph);

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void recolour();
    QString m_glyph;
    bool m_primary = true;
};

} // namespace Crossroads
