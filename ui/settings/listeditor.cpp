// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/settings/listeditor.h"

#include "ui/common/editend.h"
#include "ui/common/icons.h"
#include "ui/common/notelabel.h"
#include "ui/common/tokens.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr int nameWidth = 184;

struct ListEditor::Line
{
    Row held; ///< what counts
    bool holds = false;
    QWidget *widget = nullptr;
    QList<QLineEdit *> fields = {};
    NoteLabel *note = nullptr;
    QToolButton *out = nullptr;
};

ListEditor::ListEditor(const QString &what, const QList<Column> &columns, QWidget *parent)
    : QWidget(parent), m_columns(columns), m_column(new QVBoxLayout(this)), m_titles(buildTitles()),
      m_choice(new QComboBox(this)), m_add(new QPushButton(tr("Add"), this))
{
    m_choice->setPlaceholderText(what);
    m_choice->setAccessibleName(what);
    m_choice->setMinimumWidth(grown(nameWidth, font()));
    m_choice->setMinimumHeight(28);
    m_add->setAccessibleName(tr("Add to the list: %1").arg(what));
    m_add->setMinimumHeight(28);
    m_add->setAutoDefault(false);
    auto *bottom = new QHBoxLayout;
    bottom->setSpacing(8);
    bottom->addWidget(m_choice);
    bottom->addWidget(m_add);
    bottom->addStretch();
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(4);
    m_column->addWidget(m_titles);
    m_column->addLayout(bottom);
    connect(m_choice, &QComboBox::currentIndexChanged, this,
            [this](int index) { m_add->setEnabled(index >= 0); });
    connect(m_add, &QPushButton::clicked, this, [this] { add(m_choice->currentData().toString()); });
    offer();
    recolour();
}

/// Above the fields, as small words.
QWidget *ListEditor::buildTitles()
{
    auto *titles = new QWidget(this);
    auto *across = new QHBoxLayout(titles);
    across->setContentsMargins(0, 0, 0, 0);
    across->setSpacing(8);
    across->addSpacing(grown(nameWidth, font()) + across->spacing()); // which no spacer gets by itself
    for (const Column &column : std::as_const(m_columns)) {
        auto *title = new QLabel(column.title, titles);
        title->setFont(sized(font(), -1));
        title->setFixedWidth(grown(column.width, font()));
        across->addWidget(title);
    }
    across->addStretch();
    return titles;
}

QString ListEditor::textOf(const QString &key) const
{
    const auto found = std::ranges::find(m_choices, key, &SettingsChoice::key);
    return found == m_choices.end() ? key : found->text;
}

QLineEdit *ListEditor::field(const QString &key, int column) const
{
    for (const auto &line : m_lines) {
        if (line->held.key == key)
            return line->fields.value(column);
    }
    return nullptr;
}

QList<ListEditor::Row> ListEditor::rows() const
{
    QList<Row> rows;
    for (const auto &line : m_lines) {
        if (line->holds)
            rows.append(line->held);
    }
    return rows;
}

void ListEditor::show(const QList<Row> &rows, const QList<SettingsChoice> &choices)
{
    // What is being edited is newer than what is shown here.
    const bool edited = isAncestorOf(focusWidget()) || hasFocus() || isUnfinished();
    if (m_choices == choices && (this->rows() == rows || edited))
        return;
    m_choices = choices;
    m_showing = true;
    for (const auto &line : std::as_const(m_lines))
        drop(*line);
    m_lines.clear();
    QList<Row> sorted = rows;
    std::ranges::sort(sorted, [this](const Row &a, const Row &b) {
        return textOf(a.key).localeAwareCompare(textOf(b.key)) < 0;
    });
    for (const Row &row : std::as_const(sorted))
        build(row, false);
    m_showing = false;
    offer();
}

/// What is not in the list yet.
void ListEditor::offer()
{
    m_choice->clear();
    for (const SettingsChoice &choice : std::as_const(m_choices)) {
        const bool there =
            std::ranges::any_of(m_lines, [&](const auto &line) { return line->held.key == choice.key; });
        if (!there)
            m_choice->addItem(choice.text, choice.key);
    }
    m_titles->setVisible(!m_lines.isEmpty() && !m_columns.isEmpty());
    m_choice->setCurrentIndex(-1);
    m_choice->setEnabled(m_choice->count() > 0);
    m_add->setEnabled(false);
}

void ListEditor::build(const Row &row, bool fresh)
{
    const auto line = std::make_shared<Line>(Line{.held = row, .holds = !fresh || m_columns.isEmpty()});
    line->widget = new QWidget(this);
    auto *name = new QLabel(textOf(row.key), line->widget);
    name->setTextFormat(Qt::PlainText);
    name->setMinimumWidth(grown(nameWidth, font()));
    line->note = new NoteLabel(line->widget);
    line->out = new QToolButton(line->widget);
    line->out->setAutoRaise(true);
    line->out->setAccessibleName(tr("Take out %1").arg(textOf(row.key)));
    line->out->setToolTip(tr("Take it out"));
    line->out->setMinimumSize(28, 28);
    auto *across = new QHBoxLayout;
    across->setSpacing(8);
    across->addWidget(name);
    for (qsizetype i = 0; i < m_columns.size(); ++i) {
        auto *field = new QLineEdit(row.values.value(i), line->widget);
        field->setPlaceholderText(m_columns[i].placeholder);
        field->setAccessibleName(u"%1, %2"_s.arg(textOf(row.key), m_columns[i].title));
        field->setToolTip(m_columns[i].title);
        field->setFixedWidth(grown(m_columns[i].width, font()));
        field->setMinimumHeight(qMax(28, field->sizeHint().height()));
        line->fields.append(field);
        across->addWidget(field);
        connect(field, &QLineEdit::textChanged, this, [this, line] { judge(*line); });
        connect(new EditEnd(field), &EditEnd::finished, this, [this, line] {
            if (judge(*line) && !m_showing)
                take(*line);
        });
    }
    across->addWidget(line->out);
    across->addStretch();
    auto *column = new QVBoxLayout(line->widget);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(across);
    column->addWidget(line->note);
    line->note->hide();
    m_column->insertWidget(m_column->count() - 1, line->widget);
    // Queued: the row that asks goes.
    connect(
        line->out, &QToolButton::clicked, this, [this, key = row.key] { remove(key); }, Qt::QueuedConnection);
    m_lines.append(line);
    recolour();
}

void ListEditor::drop(Line &line)
{
    for (const QLineEdit *field : std::as_const(line.fields))
        delete EditEnd::of(field); // a field that goes with the focus has not been left by the person
    delete line.widget;
}

QStringList ListEditor::valuesOf(const Line &line)
{
    QStringList values;
    for (const QLineEdit *field : line.fields)
        values.append(field->text().trimmed());
    return values;
}

bool ListEditor::isUnfinished() const
{
    return std::ranges::any_of(m_lines, [](const auto &line) {
        return std::ranges::any_of(line->fields,
                                   [](const QLineEdit *field) { return EditEnd::of(field)->isUnfinished(); });
    });
}

bool ListEditor::judge(Line &line)
{
    QString wrong;
    for (qsizetype i = 0; i < m_columns.size(); ++i) {
        const QString text = line.fields[i]->text().trimmed();
        const QString said = m_columns[i].check ? m_columns[i].check(text) : QString();
        line.fields[i]->setAccessibleDescription(said);
        if (wrong.isEmpty())
            wrong = said;
    }
    line.note->setNote(wrong.isEmpty() ? NoteLabel::Kind::Fine : NoteLabel::Kind::Wrong, wrong);
    line.note->setVisible(!wrong.isEmpty());
    return wrong.isEmpty();
}

void ListEditor::take(Line &line)
{
    for (const QLineEdit *field : std::as_const(line.fields))
        EditEnd::of(field)->settle();
    line.held.values = valuesOf(line);
    line.holds = true;
    Q_EMIT changed();
}

void ListEditor::add(const QString &key)
{
    build({key, QStringList(m_columns.size())}, true);
    offer();
    if (m_columns.isEmpty()) {
        m_choice->setFocus();
        Q_EMIT changed();
        return;
    }
    m_lines.last()->fields.first()->setFocus();
    // Where nothing is an answer, too, it counts from here on; else its placeholder says what it wants.
    const bool mayBeEmpty = std::ranges::all_of(
        m_columns, [](const Column &column) { return !column.check || column.check({}).isEmpty(); });
    if (mayBeEmpty)
        take(*m_lines.last());
}

void ListEditor::remove(const QString &key)
{
    const auto gone = std::ranges::find_if(m_lines, [&](const auto &line) { return line->held.key == key; });
    if (gone == m_lines.end())
        return;
    const std::shared_ptr<Line> line = *gone;
    m_lines.erase(gone);
    drop(*line);
    offer();
    (m_lines.isEmpty() ? static_cast<QWidget *>(m_choice) : m_lines.last()->out)->setFocus();
    if (line->holds)
        Q_EMIT changed();
}

void ListEditor::recolour()
{
    const Tokens t = Tokens::fromPalette(palette());
    for (QLabel *title : m_titles->findChildren<QLabel *>()) {
        QPalette p = title->palette();
        p.setColor(QPalette::WindowText, t.muted);
        if (p != title->palette())
            title->setPalette(p);
    }
    for (const auto &line : std::as_const(m_lines))
        line->out->setIcon(lineIcon(u"close"_s, t.text));
}

void ListEditor::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        recolour();
}

} // namespace Crossroads
