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
    /// The shortcut that does the same, as shown behind the text.
    void setKeyHint(const QString &keys);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void recolour();
    QString m_glyph;
    QString m_keys;
    bool m_primary = true;
};

} // namespace Crossroads
