// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/catalog/catalogdialogs.h"

#include "app/catalog/offerbook.h"
#include "app/money/amountinput.h"
#include "ui/common/catalogmodel.h"
#include "ui/common/screenfit.h"
#include "ui/common/textlocale.h"
#include "ui/common/tokens.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QSpinBox>
#include <QTableWidget>
#include <QVBoxLayout>

namespace Crossroads {

using namespace Qt::StringLiterals;

static QString tr(const char *text)
{
    return QCoreApplication::translate("CatalogDialogs", text);
}

static QString yesNo(Known known)
{
    return known == Known::Unknown ? u"–"_s : known == Known::Yes ? tr("yes") : tr("no");
}

static QString rateOf(const CatalogRow &row, std::optional<Rate> Prices::*rate)
{
    return row.floor ? rateText((*row.floor).*rate) : u"–"_s;
}

/// A model's facts in words, in the order of comparisonFacts().
static QStringList factsOf(const CatalogIndex &index, int place)
{
    const Model &m = index.catalog().models()[place];
    const CatalogRow &row = index.row(place);
    const QString floor =
        row.floorOffer >= 0 ? index.catalog().providerName(m.offers[row.floorOffer].provider) : u"–"_s;
    QString longPrompts = u"–"_s;
    if (row.floor && !row.floor->overrides.isEmpty() && row.floor->overrides.first().abovePromptTokens > 0) {
        const PriceOverride &tier = row.floor->overrides.first();
        longPrompts =
            tr("over %1: %2 / %3")
                .arg(tokensText(tier.abovePromptTokens), rateText(tier.input), rateText(tier.output));
    }
    return {m.author,
            rateOf(row, &Prices::input),
            rateOf(row, &Prices::output),
            rateOf(row, &Prices::cacheRead),
            longPrompts,
            floor,
            QLocale().toString(row.offers),
            trendText(row.trendPermille),
            tokensText(m.contextTokens),
            tokensText(m.maxOutputTokens),
            modalityNames(m.inputs).join(u", "_s),
            modalityNames(m.outputs).join(u", "_s),
            yesNo(m.tools),
            yesNo(m.structuredOutput),
            m.reasoning ? tr("yes") : tr("no"),
            yesNo(m.openWeights),
            m.released.isValid() ? textLocale().toString(m.released, u"MMMM yyyy"_s) : u"–"_s,
            m.knowledgeCutoff.isEmpty() ? u"–"_s : m.knowledgeCutoff,
            row.hasKey ? tr("yes") : tr("no")};
}

static QStringList comparisonFacts()
{
    return {tr("Author"),       tr("In, $ per M"),       tr("Out, $ per M"),  tr("Cached in, $ per M"),
            tr("Long prompts"), tr("Cheapest at"),       tr("Offers"),        tr("Price in 30 days"),
            tr("Context"),      tr("Most output"),       tr("Takes in"),      tr("Gives out"),
            tr("Tools"),        tr("Structured output"), tr("Reasoning"),     tr("Open weights"),
            tr("Released"),     tr("Knows until"),       tr("You have a key")};
}

void fillComparison(QTableWidget &table, const CatalogIndex &index, const QStringList &ids,
                    bool differencesOnly)
{
    const Tokens t = Tokens::fromPalette(table.palette());
    table.clear();
    table.setRowCount(0);
    table.setColumnCount(int(ids.size()));
    QStringList names;
    QList<QStringList> facts;
    for (const QString &id : ids) {
        const int place = int(index.catalog().indexOf(id));
        names.append(place >= 0 ? index.catalog().models()[place].name : id);
        facts.append(place >= 0 ? factsOf(index, place) : QStringList(comparisonFacts().size(), u"–"_s));
    }
    table.setHorizontalHeaderLabels(names);
    const QStringList rows = comparisonFacts();
    QStringList shown;
    for (qsizetype fact = 0; fact < rows.size(); ++fact) {
        const bool differs =
            std::ranges::any_of(facts, [&](const QStringList &of) { return of[fact] != facts[0][fact]; });
        if (differencesOnly && !differs)
            continue;
        const int row = table.rowCount();
        table.insertRow(row);
        shown.append(differs ? u"≠ "_s + rows[fact] : rows[fact]);
        for (int column = 0; column < int(facts.size()); ++column) {
            auto *item = new QTableWidgetItem(facts[column][fact]);
            item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
            if (differs)
                item->setBackground(t.tint);
            table.setItem(row, column, item);
        }
    }
    table.setVerticalHeaderLabels(shown);
}

void compareModels(const std::shared_ptr<const CatalogIndex> &index, const QStringList &ids, QWidget *parent)
{
    auto *dialog = new QDialog(parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Compare models"));
    auto *table = new QTableWidget(dialog);
    table->setAccessibleName(tr("Models side by side"));
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    auto *only = new QCheckBox(tr("Only what differs (marked ≠)"), dialog);
    auto *column = new QVBoxLayout(dialog);
    column->addWidget(table);
    column->addWidget(only);
    fillComparison(*table, *index, ids, false);
    QObject::connect(only, &QCheckBox::toggled, table,
                     [table, index, ids](bool on) { fillComparison(*table, *index, ids, on); });
    resizeWithinScreen(dialog, {qMin(1100, 240 + 190 * int(ids.size())), 680});
    dialog->show();
}

static QString changeWord(CatalogChange::Kind kind)
{
    using Kind = CatalogChange::Kind;
    switch (kind) {
    case Kind::ModelAdded:
        return tr("new model");
    case Kind::ModelRetired:
        return tr("retired");
    case Kind::OfferAdded:
        return tr("new offer");
    case Kind::OfferWithdrawn:
        return tr("offer gone");
    case Kind::Cheaper:
        return tr("▼ cheaper");
    case Kind::Dearer:
        return tr("▲ dearer");
    case Kind::Jumped:
        return tr("jumped more than five-fold");
    }
    return {};
}

static QString pairText(const Prices &prices)
{
    return prices.isKnown() ? u"%1 / %2"_s.arg(rateText(prices.input), rateText(prices.output)) : u"–"_s;
}

QList<CatalogChange> recentRepricings(const CatalogIndex &index)
{
    constexpr int days = 30;
    const QDate since = index.standing().today.addDays(-days);
    QList<CatalogChange> changes;
    for (const Model &m : index.catalog().models()) {
        for (const Offer &offer : m.offers) {
            if (offer.history.isEmpty() || offer.history.last().until < since || !index.counts(offer))
                continue;
            const Prices before = priceOn(offer, since);
            const auto was = blendedRate(before);
            const auto is = blendedRate(offer.prices);
            if (!was || !is || *was == *is)
                continue;
            changes.append({.kind = isPriceJump(before, offer.prices) ? CatalogChange::Kind::Jumped
                                    : *is < *was                      ? CatalogChange::Kind::Cheaper
                                                                      : CatalogChange::Kind::Dearer,
                            .model = m.id,
                            .name = m.name,
                            .provider = offer.provider,
                            .before = before,
                            .after = offer.prices});
        }
    }
    return changes;
}

bool showCatalogChanges(const QList<CatalogChange> &changes, const CatalogIndex &index, bool waiting,
                        QWidget *parent)
{
    QDialog dialog(parent);
    dialog.setWindowTitle(waiting ? tr("What would change") : tr("What changed"));
    auto *sentence = new QLabel(
        changes.isEmpty() ? tr("Nothing changed in the last 30 days.")
        : waiting ? tr("Nothing of this is taken yet. Prices are in dollars per million tokens, in / out.")
                  : tr("Prices are in dollars per million tokens, in / out."),
        &dialog);
    auto *table = new QTableWidget(0, 5, &dialog);
    table->setAccessibleName(tr("Changes"));
    table->setHorizontalHeaderLabels({tr("Change"), tr("Model"), tr("Provider"), tr("Before"), tr("After")});
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->verticalHeader()->hide();
    table->horizontalHeader()->setSectionResizeMode(1, QHeaderView::Stretch);
    const Tokens t = Tokens::fromPalette(dialog.palette());
    QList<CatalogChange> ordered = changes; // what needs looking at first
    std::ranges::stable_sort(ordered, [](const CatalogChange &a, const CatalogChange &b) {
        return (a.kind == CatalogChange::Kind::Jumped) > (b.kind == CatalogChange::Kind::Jumped);
    });
    constexpr qsizetype mostRows = 2'000;
    for (const CatalogChange &change : ordered.first(qMin(mostRows, ordered.size()))) {
        const int row = table->rowCount();
        table->insertRow(row);
        const QStringList cells{changeWord(change.kind), change.name,
                                change.provider.isEmpty() ? QString()
                                                          : index.catalog().providerName(change.provider),
                                pairText(change.before), pairText(change.after)};
        for (int column = 0; column < int(cells.size()); ++column) {
            auto *item = new QTableWidgetItem(cells[column]);
            if (column == 0)
                item->setForeground(change.kind == CatalogChange::Kind::Jumped    ? t.warn
                                    : change.kind == CatalogChange::Kind::Cheaper ? t.ok
                                    : change.kind == CatalogChange::Kind::Dearer  ? t.error
                                                                                  : t.text);
            table->setItem(row, column, item);
        }
    }
    table->resizeColumnToContents(0);
    auto *buttons = new QDialogButtonBox(&dialog);
    if (waiting) {
        buttons->addButton(tr("Take them"), QDialogButtonBox::AcceptRole);
        buttons->addButton(tr("Keep the old ones"), QDialogButtonBox::RejectRole);
    } else {
        buttons->addButton(QDialogButtonBox::Close);
    }
    QObject::connect(buttons, &QDialogButtonBox::accepted, &dialog, &QDialog::accept);
    QObject::connect(buttons, &QDialogButtonBox::rejected, &dialog, &QDialog::reject);
    auto *column = new QVBoxLayout(&dialog);
    column->addWidget(sentence);
    column->addWidget(table);
    column->addWidget(buttons);
    resizeWithinScreen(&dialog, {820, 560});
    return dialog.exec() == QDialog::Accepted;
}

namespace {
/// The fields of a model made by hand.
struct CustomFields
{
    QLineEdit *id, *name, *providerModelId, *input, *output;
    QComboBox *provider;
    QSpinBox *context;
    QLabel *problem;

    /// What is wrong, or nothing.
    QString check() const
    {
        const QString model = id->text().trimmed();
        if (model.count(u'/') != 1 || model.startsWith(u'/') || model.endsWith(u'/') || model.contains(u' '))
            return tr("The id is written author/slug, as in my-lab/llama-tuned.");
        if (provider->currentText().trimmed().isEmpty())
            return tr("Say who offers it.");
        for (const QLineEdit *field : {input, output}) {
            if (const auto price = readAmount(field->text(), QLocale()); !price)
                return tr("%1 A price is dollars per million tokens; empty where it is unknown, 0 where it "
                          "is "
                          "free.")
                    .arg(price.error().message);
        }
        return {};
    }

    static std::optional<Rate> rateOf(const QLineEdit *field)
    {
        return Rate::perMillion(readAmount(field->text(), QLocale()).value_or(QString()).toLatin1());
    }

    Model model() const
    {
        Offer offer;
        const QString typed = provider->currentText().trimmed();
        const int known = provider->findText(typed);
        offer.provider = known >= 0 ? provider->itemData(known).toString() : typed;
        offer.providerModelId = providerModelId->text().trimmed();
        if (offer.providerModelId.isEmpty())
            offer.providerModelId = id->text().trimmed().section(u'/', 1);
        offer.prices.input = rateOf(input);
        offer.prices.output = rateOf(output);
        offer.unpriced = offer.prices.isKnown() ? Unpriced::No : Unpriced::Unknown;
        offer.contextTokens = context->value();
        offer.asOf = QDate::currentDate();
        offer.custom = true;
        Model made{
            .id = id->text().trimmed(), .name = name->text().trimmed(), .author = {}, .offers = {offer}};
        made.author = made.id.section(u'/', 0, 0);
        made.contextTokens = context->value();
        made.custom = true;
        if (made.name.isEmpty())
            made.name = made.id.section(u'/', 1);
        return made;
    }
};
} // namespace

std::optional<Model> askCustomModel(const Catalog &catalog, QWidget *parent)
{
    QDialog dialog(parent);
    dialog.setWindowTitle(tr("Add a model by hand"));
    CustomFields f{new QLineEdit(&dialog), new QLineEdit(&dialog), new QLineEdit(&dialog),
                   new QLineEdit(&dialog), new QLineEdit(&dialog), new QComboBox(&dialog),
                   new QSpinBox(&dialog),  new QLabel(&dialog)};
    f.id->setPlaceholderText(tr("author/slug; a known one gets another offer"));
    f.provider->setEditable(true);
    f.provider->setInsertPolicy(QComboBox::NoInsert);
    for (const CatalogProvider &p : catalog.providers()) {
        if (p.established)
            f.provider->addItem(p.name, p.slug);
    }
    f.provider->setCurrentText({});
    f.providerModelId->setPlaceholderText(tr("as the provider calls it; empty: the slug"));
    f.input->setPlaceholderText(tr("unknown"));
    f.output->setPlaceholderText(tr("unknown"));
    f.context->setRange(0, 100'000'000);
    f.context->setGroupSeparatorShown(true);
    f.context->setSpecialValueText(tr("unknown"));
    f.problem->setWordWrap(true);
    auto *form = new QFormLayout;
    form->addRow(tr("&Id"), f.id);
    form->addRow(tr("&Name"), f.name);
    form->addRow(tr("&Provider"), f.provider);
    form->addRow(tr("Its id &there"), f.providerModelId);
    form->addRow(tr("In, $ per M"), f.input);
    form->addRow(tr("Out, $ per M"), f.output);
    form->addRow(tr("&Context, tokens"), f.context);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, &dialog);
    buttons->addButton(tr("Add"), QDialogButtonBox::AcceptRole);
    QObject::connect(buttons, &QDialogButtonBox::rejected, &dialog, &QDialog::reject);
    QObject::connect(buttons, &QDialogButtonBox::accepted, &dialog, [&] {
        const QString problem = f.check();
        f.problem->setText(problem);
        if (problem.isEmpty())
            dialog.accept();
    });
    auto *column = new QVBoxLayout(&dialog);
    column->addLayout(form);
    column->addWidget(f.problem);
    column->addWidget(buttons);
    dialog.resize(440, 0);
    return dialog.exec() == QDialog::Accepted ? std::optional(f.model()) : std::nullopt;
}

} // namespace Crossroads
