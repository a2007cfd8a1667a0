// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QObject>
#include <QString>
#include <QTextObjectInterface>

namespace Crossroads {

/// Characters of one line beyond which a text editor becomes slow: it lays a line out whole at every key.
constexpr qsizetype longLine = 5'000;
/// Characters that an editor holds without becoming slow.
constexpr qsizetype longText = 100'000;

/// Whether \p text has more than longText characters, or more than longLine in one line.
bool isLongText(QStringView text);
/// \p text for reading alone: long lines are broken, and what is beyond \p most characters is left out, which
/// the last line says. Text that is not long stays as it is.
QString readableText(const QString &text, qsizetype most = 2 * longText);
/// Shows \p text in a dialog, to be read.
void showPastedText(QWidget *parent, const QString &text);

/// Draws the chip that stands for a long text in an editor: one character, with the text's size in its
/// format.
class PastedChip : public QObject, public QTextObjectInterface
{
    Q_OBJECT
    Q_INTERFACES(QTextObjectInterface)

public:
    enum Property { Type = QTextFormat::UserObject + 1, Number = QTextFormat::UserProperty + 1, Label };
    using QObject::QObject;

    QSizeF intrinsicSize(QTextDocument *document, int position, const QTextFormat &format) override;
    void drawObject(QPainter *painter, const QRectF &rect, QTextDocument *document, int position,
                    const QTextFormat &format) override;
};

} // namespace Crossroads
