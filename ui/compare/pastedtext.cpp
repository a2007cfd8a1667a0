// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/compare/pastedtext.h"

#include "ui/common/tokens.h"

#include <QCoreApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QGuiApplication>
#include <QLocale>
#include <QPainter>
#include <QPlainTextEdit>
#include <QTextDocument>
#include <QVBoxLayout>

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr qsizetype foldedLine = 2'000; // characters; a line of them is laid out in a millisecond

static QString tr(const char *text)
{
    return QCoreApplication::translate("PastedText", text);
}

bool isLongText(QStringView text)
{
    if (text.size() > longText)
        return true;
    qsizetype begin = 0;
    while (text.size() - begin > longLine) {
        const qsizetype end = text.indexOf(u'\n', begin);
        if ((end < 0 ? text.size() : end) - begin > longLine)
            return true;
        begin = end + 1;
    }
    return false;
}

QString readableText(const QString &text, qsizetype most)
{
    if (!isLongText(text))
        return text;
    QString folded;
    folded.reserve(qMin(text.size(), most) + most / foldedLine + 100);
    qsizetype line = 0;
    for (const QChar c : QStringView(text).first(qMin(text.size(), most))) {
        if (line >= foldedLine && c != u'\n' && !c.isLowSurrogate()) {
            folded += u'\n';
            line = 0;
        }
        folded += c;
        line = c == u'\n' ? 0 : line + 1;
    }
    if (text.size() > most)
        folded += u"\n\n"_s + tr("Only the beginning is shown here: %1 of %2 characters.")
                                  .arg(QLocale().toString(most), QLocale().toString(text.size()));
    return folded;
}

void showPastedText(QWidget *parent, const QString &text)
{
    auto *dialog = new QDialog(parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(u"pasted-text"_s);
    dialog->setWindowTitle(tr("Pasted text"));
    auto *words = new QPlainTextEdit(readableText(text), dialog);
    words->setReadOnly(true);
    words->setAccessibleName(tr("Pasted text"));
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, dialog);
    QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    auto *column = new QVBoxLayout(dialog);
    column->addWidget(words);
    column->addWidget(buttons);
    dialog->resize(720, 480);
    dialog->open();
}

static QFont fontOf(const QTextDocument &document)
{
    return sized(document.defaultFont(), -1);
}

QSizeF PastedChip::intrinsicSize(QTextDocument *document, int, const QTextFormat &format)
{
    const QFontMetricsF metrics(fontOf(*document));
    // As high as the letters beside it: the line must not grow.
    return {metrics.horizontalAdvance(format.property(Label).toString()) + 18,
            QFontMetricsF(document->defaultFont()).ascent()};
}

void PastedChip::drawObject(QPainter *painter, const QRectF &rect, QTextDocument *document, int,
                            const QTextFormat &format)
{
    const Tokens t = Tokens::fromPalette(QGuiApplication::palette());
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(t.edge, 1));
    painter->setBrush(mixed(t.accent, t.base, 0.12));
    painter->drawRoundedRect(rect.adjusted(2.5, -0.5, -2.5, 2.5), 4, 4);
    painter->setFont(fontOf(*document));
    painter->setPen(t.text);
    painter->drawText(rect.translated(0, 1), Qt::AlignCenter, format.property(Label).toString());
    painter->restore();
}

} // namespace Crossroads
