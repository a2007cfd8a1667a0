// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/catalog/filterpanel.h"

#include "app/money/amountinput.h"
#include "ui/common/catalogmodel.h"
#include "ui/common/tokens.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QMenu>
#include <QPainter>
#include <QScrollArea>
#include <QSlider>
#include <QToolButton>
#include <QVBoxLayout>

namespace Crossroads {

using namespace Qt::StringLiterals;

static constexpr qint64 contextSteps[] = {0, 16'000, 32'000, 64'000, 128'000, 200'000, 400'000, 1'000'000};

FilterPanel::FilterPanel(QWidget *parent)
    : QWidget(parent), m_context(new QSlider(Qt::Horizontal)), m_contextText(new QLabel),
      m_price(new QLineEdit), m_provider(new QComboBox), m_since(new QComboBox),
      m_everything(new QCheckBox(tr("Small resellers too"))), m_authorButton(new QToolButton)
{
    auto *inside = new QWidget;
    m_column = new QVBoxLayout(inside);
    m_column->setContentsMargins(12, 10, 12, 12);
    m_column->setSpacing(2);
    heading(tr("Only"));
    addCheck(tr("I have a key"), [](CatalogFilter &f) { f.withKey = true; });
    addCheck(tr("Favourites"), [](CatalogFilter &f) { f.favourites = true; });
    addCheck(tr("Free"), [](CatalogFilter &f) { f.free = true; });
    addCheck(tr("Open weights"), [](CatalogFilter &f) { f.openWeights = true; });
    heading(tr("Can do"));
    addCheck(tr("Tools"), [](CatalogFilter &f) { f.tools = true; });
    addCheck(tr("Structured output"), [](CatalogFilter &f) { f.structuredOutput = true; });
    addCheck(tr("Reasoning"), [](CatalogFilter &f) { f.reasoning = true; });
    heading(tr("Takes in"));
    addCheck(tr("Images"), [](CatalogFilter &f) { f.inputs |= Modality::Image; });
    addCheck(tr("PDF"), [](CatalogFilter &f) { f.inputs |= Modality::Pdf; });
    addCheck(tr("Audio"), [](CatalogFilter &f) { f.inputs |= Modality::Audio; });
    addCheck(tr("Video"), [](CatalogFilter &f) { f.inputs |= Modality::Video; });
    heading(tr("Gives out"));
    addCheck(tr("Image output"), [](CatalogFilter &f) { f.outputs |= Modality::Image; });
    addCheck(tr("Audio output"), [](CatalogFilter &f) { f.outputs |= Modality::Audio; });
    addContext();
    addPrice();
    addChoices();
    m_column->addStretch();
    auto *scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(inside);
    auto *frame = new QVBoxLayout(this);
    frame->setContentsMargins(0, 0, 1, 0);
    frame->addWidget(scroll);
}

void FilterPanel::heading(const QString &text)
{
    auto *label = new QLabel(text);
    label->setFont(sized(font(), -1));
    label->setContentsMargins(0, m_column->count() > 0 ? 8 : 0, 0, 0);
    m_column->addWidget(label);
}

void FilterPanel::addCheck(const QString &text, std::function<void(CatalogFilter &)> apply)
{
    auto *box = new QCheckBox(text);
    auto *count = new QLabel;
    count->setFont(sized(font(), -1));
    auto *row = new QHBoxLayout;
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(box, 1);
    row->addWidget(count);
    m_column->addLayout(row);
    m_checks.append({box, count, std::move(apply)});
    connect(box, &QCheckBox::toggled, this, &FilterPanel::changed);
}

void FilterPanel::addContext()
{
    heading(tr("Context at least"));
    m_context->setRange(0, int(std::size(contextSteps)) - 1);
    m_context->setPageStep(1);
    m_context->setAccessibleName(tr("Context at least"));
    m_contextText->setMinimumWidth(48);
    m_contextText->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_contextText->setText(tr("any"));
    auto *row = new QHBoxLayout;
    row->addWidget(m_context, 1);
    row->addWidget(m_contextText);
    m_column->addLayout(row);
    connect(m_context, &QSlider::valueChanged, this, [this] {
        m_contextText->setText(minContext() > 0 ? tokensText(minContext()) : tr("any"));
        Q_EMIT changed();
    });
}

void FilterPanel::addPrice()
{
    heading(tr("Output price at most"));
    m_price->setAccessibleName(tr("Output price at most, dollars per million tokens"));
    m_price->setPlaceholderText(tr("$ per M"));
    m_price->setClearButtonEnabled(true);
    m_column->addWidget(m_price);
    connect(m_price, &QLineEdit::textChanged, this, [this] {
        const auto price = readAmount(m_price->text(), QLocale());
        const QString problem = price ? QString() : price.error().message;
        QPalette p;
        if (!price)
            p.setColor(QPalette::Text, Tokens::fromPalette(palette()).error);
        m_price->setPalette(p);
        m_price->setToolTip(problem.toHtmlEscaped());
        m_price->setAccessibleDescription(problem);
        Q_EMIT changed();
    });
}

void FilterPanel::addChoices()
{
    heading(tr("Author"));
    m_authorButton->setText(tr("All authors…"));
    m_authorButton->setPopupMode(QToolButton::InstantPopup);
    m_authorButton->setToolButtonStyle(Qt::ToolButtonTextOnly);
    m_authorButton->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_column->addWidget(m_authorButton);
    auto *menu = new QMenu(m_authorButton);
    m_authorButton->setMenu(menu);
    connect(menu, &QMenu::aboutToShow, this, &FilterPanel::showAuthorMenu);
    heading(tr("Offered by"));
    m_provider->setAccessibleName(tr("Offered by"));
    m_provider->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_column->addWidget(m_provider);
    heading(tr("Released since"));
    m_since->setAccessibleName(tr("Released since"));
    m_since->addItem(tr("any time"), 0);
    m_since->addItem(tr("30 days"), 30);
    m_since->addItem(tr("90 days"), 90);
    m_since->addItem(tr("a year"), 365);
    m_column->addWidget(m_since);
    m_column->addSpacing(10);
    m_everything->setToolTip(
        tr("Offers of providers that are not established count as well. Look twice before "
           "you give one of them a key."));
    m_column->addWidget(m_everything);
    connect(m_provider, &QComboBox::activated, this, &FilterPanel::changed);
    connect(m_since, &QComboBox::activated, this, &FilterPanel::changed);
    connect(m_everything, &QCheckBox::toggled, this, &FilterPanel::everythingChanged);
}

void FilterPanel::showAuthorMenu()
{
    QMenu *menu = m_authorButton->menu();
    menu->clear();
    constexpr int mostAuthors = 40;
    for (const auto &[author, count] :
         m_allAuthors.first(qMin(qsizetype(mostAuthors), m_allAuthors.size()))) {
        QAction *action = menu->addAction(u"%1   %2"_s.arg(author).arg(count));
        action->setCheckable(true);
        action->setChecked(m_authors.contains(author));
        connect(action, &QAction::toggled, this, [this, author](bool on) {
            m_authors.removeAll(author);
            if (on)
                m_authors.append(author);
            Q_EMIT changed();
        });
    }
}

qint64 FilterPanel::minContext() const
{
    return contextSteps[m_context->value()];
}

static CatalogFilter nothing()
{
    return {.text = {}, .authors = {}, .providers = {}};
}

void FilterPanel::setIndex(const CatalogIndex &index)
{
    for (const Check &check : std::as_const(m_checks)) {
        CatalogFilter filter = nothing();
        check.apply(filter);
        check.count->setText(QLocale().toString(index.search(filter).size()));
    }
    QHash<QString, int> authors;
    for (const int place : index.search(nothing()))
        ++authors[index.catalog().models()[place].author];
    m_allAuthors.clear();
    for (auto it = authors.cbegin(); it != authors.cend(); ++it)
        m_allAuthors.append({it.key(), it.value()});
    std::ranges::sort(m_allAuthors, [](const auto &a, const auto &b) {
        return a.second != b.second ? a.second > b.second : a.first < b.first;
    });
    const QString chosen = m_provider->currentData().toString();
    m_provider->clear();
    m_provider->addItem(tr("anyone"), QString());
    QList<std::pair<QString, QString>> providers;
    for (const CatalogProvider &p : index.catalog().providers()) {
        if (p.established || index.standing().everything || index.standing().keyed.contains(p.slug))
            providers.append({p.name, p.slug});
    }
    std::ranges::sort(providers, [](const auto &a, const auto &b) {
        return a.first.compare(b.first, Qt::CaseInsensitive) < 0;
    });
    for (const auto &[name, slug] : std::as_const(providers))
        m_provider->addItem(name, slug);
    m_provider->setCurrentIndex(qMax(0, m_provider->findData(chosen)));
}

CatalogFilter FilterPanel::applied(CatalogFilter filter) const
{
    for (const Check &check : m_checks) {
        if (check.box->isChecked())
            check.apply(filter);
    }
    filter.minContext = minContext();
    const auto price = readAmount(m_price->text(), QLocale());
    filter.maxOutput = price ? Rate::perMillion(price->toLatin1()) : std::nullopt;
    filter.authors = m_authors;
    if (const QString slug = m_provider->currentData().toString(); !slug.isEmpty())
        filter.providers = {slug};
    if (const int days = m_since->currentData().toInt(); days > 0)
        filter.releasedSince = QDate::currentDate().addDays(-days);
    return filter;
}

bool FilterPanel::everything() const
{
    return m_everything->isChecked();
}

void FilterPanel::setEverything(bool everything)
{
    const QSignalBlocker quiet(m_everything);
    m_everything->setChecked(everything);
}

void FilterPanel::clear()
{
    {
        const QSignalBlocker quiet(this);
        for (const Check &check : std::as_const(m_checks))
            check.box->setChecked(false);
        m_context->setValue(0);
        m_price->clear();
        m_provider->setCurrentIndex(0);
        m_since->setCurrentIndex(0);
        m_authors.clear();
    }
    Q_EMIT changed();
}

QList<FilterPanel::Chip> FilterPanel::chips() const
{
    QList<Chip> chips;
    for (const Check &check : m_checks) {
        if (check.box->isChecked())
            chips.append({check.box->text(), [box = check.box] { box->setChecked(false); }});
    }
    if (minContext() > 0)
        chips.append({tr("Context ≥ %1").arg(tokensText(minContext())), [this] { m_context->setValue(0); }});
    if (const auto most = applied(nothing()).maxOutput)
        chips.append({tr("Out ≤ $%1").arg(rateText(most)), [this] { m_price->clear(); }});
    auto *self = const_cast<FilterPanel *>(this); // the chip takes a criterion off
    for (const QString &author : m_authors)
        chips.append({author, [self, author] {
                          self->m_authors.removeAll(author);
                          Q_EMIT self->changed();
                      }});
    const auto reset = [self](QComboBox *box) {
        return [self, box] {
            box->setCurrentIndex(0);
            Q_EMIT self->changed();
        };
    };
    if (m_provider->currentIndex() > 0)
        chips.append({tr("At %1").arg(m_provider->currentText()), reset(m_provider)});
    if (m_since->currentIndex() > 0)
        chips.append({tr("Since %1").arg(m_since->currentText()), reset(m_since)});
    return chips;
}

void FilterPanel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(QRect(width() - 1, 0, 1, height()), Tokens::fromPalette(palette()).sep);
}

} // namespace Crossroads
