// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/routes/rulesview.h"

#include "app/money/amountinput.h"
#include "ui/common/editend.h"
#include "ui/common/notelabel.h"
#include "ui/common/tokens.h"
#include "ui/routes/planlist.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QInputDialog>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QScrollArea>
#include <QSpinBox>

namespace Crossroads {

using namespace Qt::StringLiterals;

static const QString forAll = u"*"_s;

RulesView::RulesView(Services &services, QWidget *parent)
    : QWidget(parent), m_services(services), m_list(new QListWidget(this)),
      m_remove(new QPushButton(tr("Remove"), this)), m_model(new QLineEdit(this)), m_plan(new PlanList(this))
{
    auto *left = new QVBoxLayout;
    auto *add = new QPushButton(tr("New rule…"), this);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(add);
    buttons->addWidget(m_remove);
    auto *forLineup = new QPushButton(tr("New rule for this lineup"), this);
    forLineup->setToolTip(tr("Holds whenever a prompt goes to the models that are in the lineup now"));
    left->addWidget(m_list, 1);
    left->addLayout(buttons);
    left->addWidget(forLineup);
    connect(forLineup, &QPushButton::clicked, this, &RulesView::addForLineup);
    m_list->setAccessibleName(tr("Rules"));
    m_list->setFixedWidth(grown(200, font()));
    left->setSpacing(8);
    auto *right = new QVBoxLayout;
    auto *title = new QLabel(tr("What this makes of a model now"), this);
    title->setFont(sized(font(), 0.5, true));
    m_model->setText(m_services.settings().lineup.value(0));
    m_model->setAccessibleName(tr("Model to try the rule on"));
    m_model->setPlaceholderText(tr("author/slug"));
    right->addWidget(title);
    right->addWidget(m_model);
    right->addWidget(m_plan, 1);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(16, 12, 16, 12);
    row->setSpacing(24);
    row->addLayout(left);
    right->setSpacing(8);
    m_parts = new QBoxLayout(QBoxLayout::LeftToRight);
    m_parts->setSpacing(24);
    m_parts->addWidget(buildForm(), 3);
    m_parts->addLayout(right, 2);
    row->addLayout(m_parts, 1);
    connect(add, &QPushButton::clicked, this, &RulesView::add);
    connect(m_remove, &QPushButton::clicked, this, &RulesView::remove);
    connect(m_list, &QListWidget::currentRowChanged, this, &RulesView::showRule);
    connect(m_model, &QLineEdit::textChanged, this, &RulesView::preview);
    recolour();
    fillList(forAll);
}

QWidget *RulesView::buildForm()
{
    auto *holder = new QWidget;
    auto *form = new QFormLayout(holder);
    form->setVerticalSpacing(10);
    m_sort = new QComboBox(holder);
    m_sort->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_sort->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_sort->addItem(tr("Balanced: the cheaper, the likelier"), strategyName(Strategy::Balanced));
    m_sort->addItem(tr("Cheapest first"), strategyName(Strategy::Price));
    m_sort->addItem(tr("Fastest first, by tokens a second"), strategyName(Strategy::Throughput));
    m_sort->addItem(tr("Quickest first token"), strategyName(Strategy::Latency));
    m_sort->addItem(tr("The model's own vendor first"), strategyName(Strategy::Direct));
    const auto line = [&](const QString &hint) {
        auto *edit = new QLineEdit(holder);
        edit->setPlaceholderText(hint);
        connect(new EditEnd(edit), &EditEnd::finished, this, &RulesView::keep);
        return edit;
    };
    m_order = line(tr("deepseek, openrouter"));
    m_only = line(tr("all"));
    m_ignore = line(tr("none"));
    m_models = line(tr("author/slug, author/slug"));
    m_maxInput = line(tr("any"));
    m_maxOutput = line(tr("any"));
    m_priceNote = new NoteLabel(holder);
    m_priceNote->setQuietWhenEmpty(true);
    for (QLineEdit *edit : {m_maxInput, m_maxOutput})
        connect(edit, &QLineEdit::textEdited, this, &RulesView::judgePrices);
    m_fallbacks = new QCheckBox(tr("Go on to other providers when one fails"), holder);
    m_parameters = new QCheckBox(tr("Only offers known to take everything that is asked"), holder);
    m_private = new QCheckBox(tr("Only providers known to keep no prompts"), holder);
    m_hedge = new QCheckBox(tr("Start a second offer when the first is late"), holder);
    m_attempts = new QSpinBox(holder);
    m_attempts->setRange(1, 100);
    m_attempts->setMaximumWidth(100);
    form->addRow(tr("&Order"), m_sort);
    form->addRow(tr("Ask &first"), m_order);
    form->addRow(tr("O&nly"), m_only);
    form->addRow(tr("&Ignore"), m_ignore);
    form->addRow(m_fallbacks);
    form->addRow(tr("Fallback &models"), m_models);
    form->addRow(tr("At most $ a million &in"), m_maxInput);
    form->addRow(tr("At most $ a million o&ut"), m_maxOutput);
    form->addRow(QString(), m_priceNote);
    m_maxInput->setAccessibleName(tr("At most dollars a million tokens in"));
    m_maxOutput->setAccessibleName(tr("At most dollars a million tokens out"));
    form->addRow(m_parameters);
    form->addRow(m_private);
    form->addRow(m_hedge);
    form->addRow(tr("A&ttempts at most"), m_attempts);
    connect(m_sort, &QComboBox::activated, this, &RulesView::keep);
    for (QCheckBox *box : {m_fallbacks, m_parameters, m_private, m_hedge})
        connect(box, &QCheckBox::clicked, this, &RulesView::keep);
    whenFinished(m_attempts, this, [this](int) { keep(); });
    auto *scroll = new QScrollArea;
    scroll->setWidget(holder);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    return scroll;
}

/// Where they have no room side by side, what a rule makes of a model stands below its form.
void RulesView::resizeEvent(QResizeEvent *)
{
    m_parts->setDirection(width() < grown(960, font()) ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
}

void RulesView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        recolour();
}

/// The selected rule is tinted, as rows are elsewhere: white on the desktop's highlight can be hard to read.
void RulesView::recolour()
{
    const Tokens t = Tokens::fromPalette(palette());
    QPalette p = palette();
    p.setColor(QPalette::Highlight, t.tint);
    p.setColor(QPalette::HighlightedText, t.text);
    m_list->setPalette(p);
}

void RulesView::showEvent(QShowEvent *)
{
    preview();
}

QStringList RulesView::keys() const
{
    QStringList keys = m_services.settings().routeRules.keys();
    keys.removeAll(forAll);
    keys.sort();
    keys.prepend(forAll);
    return keys;
}

void RulesView::fillList(const QString &current)
{
    m_showing = true;
    m_list->clear();
    for (const QString &key : keys()) {
        const QString name = nameOf(key);
        auto *item = new QListWidgetItem(name, m_list);
        item->setToolTip(name.toHtmlEscaped());
        item->setData(Qt::UserRole, key);
        if (key == current)
            m_list->setCurrentItem(item);
    }
    m_showing = false;
    showRule();
}

QString RulesView::nameOf(const QString &key)
{
    const QStringList lineup = modelsOfLineupKey(key);
    if (key == forAll)
        return tr("All models");
    if (key.startsWith("rule/"_L1))
        return key;
    if (lineup.isEmpty())
        return tr("Model %1").arg(key);
    QStringList names;
    for (const QString &model : lineup)
        names.append(model.section(u'/', -1));
    return tr("Lineup %1").arg(names.join(u", "_s));
}

QString RulesView::currentKey() const
{
    const QListWidgetItem *item = m_list->currentItem();
    return item ? item->data(Qt::UserRole).toString() : forAll;
}

void RulesView::add()
{
    bool ok = false;
    const QString name =
        QInputDialog::getText(this, tr("New rule"),
                              tr("A model (author/slug), or a name of its own to be used as rule/NAME:"),
                              QLineEdit::Normal, {}, &ok)
            .trimmed();
    if (!ok || name.isEmpty())
        return;
    begin(name.contains(u'/') ? name : u"rule/"_s + name);
}

void RulesView::addForLineup()
{
    const QStringList lineup = m_services.settings().lineup;
    if (!lineup.isEmpty())
        begin(lineupKey(lineup));
}

/// A rule that leaves everything as it is, to be changed.
void RulesView::begin(const QString &key)
{
    Settings settings = m_services.settings();
    if (!settings.routeRules.contains(key))
        settings.routeRules.insert(key, u"{}"_s);
    m_services.saveSettings(settings);
    fillList(key);
    Q_EMIT changed();
}

void RulesView::remove()
{
    Settings settings = m_services.settings();
    settings.routeRules.remove(currentKey());
    m_services.saveSettings(settings);
    fillList(forAll);
    Q_EMIT changed();
}

RouteRules RulesView::rules() const
{
    const QString text = m_services.settings().routeRules.value(currentKey());
    return rulesFromJson(QJsonDocument::fromJson(text.toUtf8()).object()).value_or(RouteRules());
}

static QString rateText(std::optional<Rate> rate)
{
    return rate ? shownAmount(rate->toPerMillion(), QLocale()) : QString();
}

void RulesView::showRule()
{
    if (m_showing)
        return;
    m_showing = true;
    const RouteRules now = rules();
    m_sort->setCurrentIndex(qMax(0, m_sort->findData(QString(strategyName(now.sort)))));
    m_order->setText(now.order.join(u", "_s));
    m_only->setText(now.only.join(u", "_s));
    m_ignore->setText(now.ignore.join(u", "_s));
    m_models->setText(now.fallbackModels.join(u", "_s));
    m_maxInput->setText(rateText(now.maxInput));
    m_maxOutput->setText(rateText(now.maxOutput));
    m_fallbacks->setChecked(now.fallbacks);
    m_parameters->setChecked(now.requireParameters);
    m_private->setChecked(now.denyDataCollection);
    m_hedge->setChecked(now.hedge);
    m_attempts->setValue(now.maxAttempts);
    for (const QLineEdit *edit : {m_order, m_only, m_ignore, m_models, m_maxInput, m_maxOutput})
        EditEnd::of(edit)->settle();
    m_remove->setEnabled(currentKey() != forAll);
    m_showing = false;
    preview();
}

static QStringList listFrom(const QLineEdit &edit)
{
    QStringList names;
    const QStringList parts = edit.text().split(u',');
    for (const QString &part : parts) {
        if (!part.trimmed().isEmpty())
            names.append(part.trimmed());
    }
    return names;
}

static std::optional<Rate> rateOf(const QLineEdit &edit)
{
    return Rate::perMillion(readAmount(edit.text(), QLocale()).value_or(QString()).toLatin1());
}

QString RulesView::judgePrices()
{
    QString wrong;
    for (QLineEdit *edit : {m_maxInput, m_maxOutput}) {
        const auto price = readAmount(edit->text(), QLocale());
        edit->setAccessibleDescription(price ? QString() : price.error().message);
        if (!price && wrong.isEmpty())
            wrong = price.error().message;
    }
    m_priceNote->setNote(wrong.isEmpty() ? NoteLabel::Kind::Fine : NoteLabel::Kind::Wrong, wrong);
    return wrong;
}

void RulesView::keep()
{
    if (m_showing || !judgePrices().isEmpty())
        return; // the rule stays as it was
    RouteRules now;
    now.sort = strategyFromName(m_sort->currentData().toString()).value_or(Strategy::Balanced);
    now.order = listFrom(*m_order);
    now.only = listFrom(*m_only);
    now.ignore = listFrom(*m_ignore);
    now.fallbackModels = listFrom(*m_models);
    now.maxInput = rateOf(*m_maxInput);
    now.maxOutput = rateOf(*m_maxOutput);
    now.fallbacks = m_fallbacks->isChecked();
    now.requireParameters = m_parameters->isChecked();
    now.denyDataCollection = m_private->isChecked();
    now.hedge = m_hedge->isChecked();
    now.maxAttempts = m_attempts->value();
    Settings settings = m_services.settings();
    settings.routeRules.insert(
        currentKey(), QString::fromUtf8(QJsonDocument(rulesToJson(now)).toJson(QJsonDocument::Compact)));
    m_services.saveSettings(settings);
    for (const QLineEdit *edit : {m_order, m_only, m_ignore, m_models, m_maxInput, m_maxOutput})
        EditEnd::of(edit)->settle();
    preview();
    Q_EMIT changed();
}

void RulesView::preview()
{
    const QString key = currentKey();
    const QStringList lineup = modelsOfLineupKey(key);
    const bool anyModel = key == forAll || !lineup.isEmpty();
    const QString tried = m_model->text().trimmed();
    // A lineup's rule is shown on one of its models.
    const QString model = key.startsWith("rule/"_L1)                     ? key
                          : !lineup.isEmpty() && !lineup.contains(tried) ? lineup.first()
                          : anyModel                                     ? tried
                                                                         : key;
    m_model->setVisible(key == forAll);
    m_plan->show(m_services.router().plan(model, anyModel ? std::optional(rules()) : std::nullopt));
}

} // namespace Crossroads
