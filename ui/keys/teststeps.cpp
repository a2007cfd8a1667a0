// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keys/teststeps.h"

#include "ui/common/icons.h"
#include "ui/common/tokens.h"

#include <QEvent>
#include <QGridLayout>
#include <QLabel>

namespace Crossroads {

using namespace Qt::StringLiterals;
using State = TestRow::State;

namespace {
struct Look
{
    QString icon;
    QColor colour;
    QString word;
};

Look lookOf(State state, const Tokens &t)
{
    switch (state) {
    case State::Waiting:
        return {u"queued"_s, t.muted, TestSteps::tr("waiting")};
    case State::Running:
        return {u"waiting"_s, t.accent, TestSteps::tr("running")};
    case State::Ok:
        return {u"done"_s, t.ok, TestSteps::tr("ok")};
    case State::Doubtful:
        return {u"warning"_s, t.warn, TestSteps::tr("look again")};
    case State::Failed:
        return {u"failed"_s, t.error, TestSteps::tr("failed")};
    case State::Skipped:
        break;
    }
    return {u"stopped"_s, t.muted, TestSteps::tr("passed over")};
}
} // namespace

TestSteps::TestSteps(QWidget *parent) : QWidget(parent)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    for (const TestStep step :
         {TestStep::Resolve, TestStep::Connect, TestStep::Secure, TestStep::Accept, TestStep::List}) {
        Line line;
        line.widget = new QWidget(this);
        line.icon = new QLabel(line.widget);
        line.name = new QLabel(stepName(step), line.widget);
        line.words = new QLabel(line.widget);
        line.hint = new QLabel(line.widget);
        line.hint->setFont(sized(font(), -1));
        line.name->setMinimumWidth(fontMetrics().horizontalAdvance(u"n"_s) * 12);
        for (QLabel *label : {line.words, line.hint}) {
            label->setTextFormat(Qt::PlainText);
            label->setWordWrap(true);
        }
        auto *grid = new QGridLayout(line.widget);
        grid->setContentsMargins(0, 2, 0, 2);
        grid->setHorizontalSpacing(8);
        grid->setVerticalSpacing(0);
        grid->addWidget(line.icon, 0, 0, Qt::AlignTop);
        grid->addWidget(line.name, 0, 1, Qt::AlignTop);
        grid->addWidget(line.words, 0, 2);
        grid->addWidget(line.hint, 1, 2);
        grid->setColumnStretch(2, 1);
        column->addWidget(line.widget);
        line.row.step = step;
        m_lines.append(line);
    }
    column->addStretch();
    clear();
}

void TestSteps::clear()
{
    for (const Line &line : QList<Line>(m_lines))
        show({.step = line.row.step});
}

void TestSteps::show(const TestRow &row)
{
    Line &line = m_lines[int(row.step)];
    line.row = row;
    line.words->setText(row.sentence);
    line.hint->setText(row.hint);
    line.hint->setVisible(!row.hint.isEmpty());
    line.widget->setAccessibleName(sentenceOf(row.step));
    recolour(line);
}

QString TestSteps::sentenceOf(TestStep step) const
{
    const TestRow &row = m_lines[int(step)].row;
    const QString head =
        u"%1, %2"_s.arg(stepName(step), lookOf(row.state, Tokens::fromPalette(palette())).word);
    return row.sentence.isEmpty() ? head : u"%1: %2 %3"_s.arg(head, row.sentence, row.hint).trimmed();
}

void TestSteps::recolour(const Line &line)
{
    const Tokens t = Tokens::fromPalette(palette());
    const Look look = lookOf(line.row.state, t);
    line.icon->setPixmap(lineIcon(look.icon, look.colour).pixmap(QSize(16, 16), devicePixelRatio()));
    const bool quiet = line.row.state == State::Waiting || line.row.state == State::Skipped;
    const auto paint = [](QLabel *label, const QColor &colour) {
        QPalette p = label->palette();
        p.setColor(QPalette::WindowText, colour);
        if (p != label->palette())
            label->setPalette(p);
    };
    paint(line.name, quiet ? t.muted : t.text);
    paint(line.words, line.row.state == State::Failed ? t.error : quiet ? t.muted : t.text);
    paint(line.hint, t.muted);
}

void TestSteps::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        for (const Line &line : std::as_const(m_lines))
            recolour(line);
    }
}

} // namespace Crossroads
