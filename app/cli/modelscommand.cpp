// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/modelscommand.h"

#include "app/catalog/offerbook.h"
#include "app/cli/commandline.h"
#include "app/cli/options.h"
#include "app/cli/terminal.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

namespace Crossroads {

using namespace Qt::StringLiterals;

static QString tr(const char *text)
{
    return QCoreApplication::translate("CommandLine", text);
}

static QJsonValue rateJson(const std::optional<Rate> &rate)
{
    return rate ? QJsonValue(rate->toPerMillion()) : QJsonValue();
}

static QJsonValue countJson(qint64 count)
{
    return count > 0 ? QJsonValue(count) : QJsonValue();
}

static QJsonValue textJson(const QString &text)
{
    return text.isEmpty() ? QJsonValue() : QJsonValue(text);
}

static QJsonValue dayJson(QDate day)
{
    return textJson(day.toString(Qt::ISODate));
}

static QJsonValue knownJson(Known known)
{
    return known == Known::Unknown ? QJsonValue() : QJsonValue(known == Known::Yes);
}

static QJsonArray overridesJson(const QList<PriceOverride> &overrides)
{
    QJsonArray array;
    for (const PriceOverride &o : overrides) {
        QJsonObject row{{"above_prompt_tokens"_L1, o.abovePromptTokens},
                        {"input_usd_per_mtok"_L1, rateJson(o.input)},
                        {"output_usd_per_mtok"_L1, rateJson(o.output)},
                        {"cache_read_usd_per_mtok"_L1, rateJson(o.cacheRead)},
                        {"cache_write_usd_per_mtok"_L1, rateJson(o.cacheWrite)}};
        if (o.dependsOnTime()) {
            row["utc_from_minute"_L1] = o.utcFromMinute.value_or(0);
            row["utc_to_minute"_L1] = o.utcToMinute.value_or(1440);
        }
        array.append(row);
    }
    return array;
}

static QJsonObject offerJson(const CatalogIndex &index, const BookLine &line)
{
    const Offer &o = *line.offer;
    QJsonObject row{{"provider"_L1, o.provider},
                    {"provider_name"_L1, index.catalog().providerName(o.provider)},
                    {"provider_model_id"_L1, o.providerModelId},
                    {"input_usd_per_mtok"_L1, rateJson(o.prices.input)},
                    {"output_usd_per_mtok"_L1, rateJson(o.prices.output)},
                    {"cache_read_usd_per_mtok"_L1, rateJson(o.prices.cacheRead)},
                    {"cache_write_usd_per_mtok"_L1, rateJson(o.prices.cacheWrite)},
                    {"reasoning_usd_per_mtok"_L1, rateJson(o.prices.reasoning)},
                    {"context_tokens"_L1, countJson(o.contextTokens)},
                    {"max_output_tokens"_L1, countJson(o.maxOutputTokens)},
                    {"as_of"_L1, dayJson(o.asOf)},
                    {"variant"_L1, QString(variantName(o.variant))},
                    {"status"_L1, QString(statusName(o.status))},
                    {"callable"_L1, o.reach == Reach::Callable},
                    {"has_key"_L1, line.hasKey},
                    {"floor"_L1, line.isFloor},
                    {"price_jumped"_L1, o.priceJumped}};
    if (line.feeBasisPoints > 0) {
        row["effective_input_usd_per_mtok"_L1] = rateJson(line.effective.input);
        row["effective_output_usd_per_mtok"_L1] = rateJson(line.effective.output);
    }
    if (!o.prices.overrides.isEmpty())
        row["tiers"_L1] = overridesJson(o.prices.overrides);
    if (!o.region.isEmpty())
        row["region"_L1] = o.region;
    return row;
}

QJsonObject modelJson(const CatalogIndex &index, int model)
{
    const Model &m = index.catalog().models()[model];
    QJsonArray offers;
    for (const BookLine &line : offerBook(index, model))
        offers.append(offerJson(index, line));
    const QStringList kinds{u"chat"_s, u"alias"_s, u"router"_s};
    return {{"id"_L1, m.id},
            {"name"_L1, m.name},
            {"author"_L1, m.author},
            {"simulated"_L1, m.simulated},
            {"kind"_L1, kinds[int(m.kind)]},
            {"context_tokens"_L1, countJson(m.contextTokens)},
            {"max_output_tokens"_L1, countJson(m.maxOutputTokens)},
            {"released"_L1,
             m.releasedMonthOnly ? textJson(m.released.toString(u"yyyy-MM"_s)) : dayJson(m.released)},
            {"knowledge_cutoff"_L1, textJson(m.knowledgeCutoff)},
            {"input_modalities"_L1, QJsonArray::fromStringList(modalityNames(m.inputs))},
            {"output_modalities"_L1, QJsonArray::fromStringList(modalityNames(m.outputs))},
            {"open_weights"_L1, knownJson(m.openWeights)},
            {"supports"_L1, QJsonObject{{"tools"_L1, knownJson(m.tools)},
                                        {"structured_output"_L1, knownJson(m.structuredOutput)},
                                        {"reasoning"_L1, m.reasoning}}},
            {"offers"_L1, offers}};
}

static QString priceText(const std::optional<Rate> &rate)
{
    return !rate ? u"-"_s : rate->atto == 0 ? tr("free") : u'$' + rate->toPerMillion();
}

static void printTable(const CatalogIndex &index, const QList<int> &models)
{
    qsizetype widest = 8;
    for (const int i : models)
        widest = qMax(widest, index.catalog().models()[i].id.size());
    printOut(u"%1 %2 %3 %4 %5"_s.arg(tr("model"), -int(widest))
                 .arg(tr("context"), 9)
                 .arg(tr("in $/M"), 9)
                 .arg(tr("out $/M"), 9)
                 .arg(tr("offers"), 6));
    for (const int i : models) {
        const Model &m = index.catalog().models()[i];
        const CatalogRow &row = index.row(i);
        printOut(terminalSafe(u"%1 %2 %3 %4 %5"_s.arg(m.id, -int(widest))
                                  .arg(m.contextTokens > 0 ? QString::number(m.contextTokens) : u"-"_s, 9)
                                  .arg(priceText(row.floor ? row.floor->input : std::nullopt), 9)
                                  .arg(priceText(row.floor ? row.floor->output : std::nullopt), 9)
                                  .arg(row.offers, 6)));
    }
}

namespace {
struct ModelsOptions
{
    CatalogFilter filter;
    bool json = false;
    bool everything = false;
    int most = 0; ///< 0: all
};
} // namespace

static Result<void> parse(Arguments arguments, ModelsOptions &options)
{
    QStringList words;
    while (!arguments.atEnd()) {
        CatalogFilter &f = options.filter;
        if (arguments.flag(u"--json")) {
            options.json = true;
        } else if (arguments.flag(u"--all")) {
            options.everything = true;
        } else if (arguments.flag(u"--free")) {
            f.free = true;
        } else if (arguments.flag(u"--open-weights")) {
            f.openWeights = true;
        } else if (arguments.flag(u"--tools")) {
            f.tools = true;
        } else if (arguments.flag(u"--structured-output")) {
            f.structuredOutput = true;
        } else if (arguments.flag(u"--reasoning")) {
            f.reasoning = true;
        } else if (arguments.flag(u"--images")) {
            f.inputs |= Modality::Image;
        } else if (arguments.option(u"--author")) {
            const auto author = arguments.value();
            if (!author)
                return std::unexpected(author.error());
            f.authors.append(*author);
        } else if (arguments.option(u"--offered-by")) {
            const auto provider = arguments.value();
            if (!provider)
                return std::unexpected(provider.error());
            f.providers.append(*provider);
        } else if (arguments.option(u"--limit")) {
            const auto most = arguments.count(1, 1'000'000);
            if (!most)
                return std::unexpected(most.error());
            options.most = *most;
        } else if (const auto word = arguments.word()) {
            words.append(*word);
        } else {
            return fail(ErrorKind::WrongUse,
                        tr("%1 is not an option of models. See crossroads --help.").arg(arguments.front()));
        }
    }
    options.filter.text = words.join(u' ');
    return {};
}

int modelsCommand(const QStringList &arguments)
{
    ModelsOptions options;
    if (const auto parsed = parse(Arguments(arguments), options); !parsed) {
        printError(parsed.error());
        return WrongUse;
    }
    Services services({Paths::standard(), {}, false});
    Standing standing = services.standing();
    standing.everything |= options.everything;
    const CatalogIndex index(services.shelf().catalog(), standing);
    QList<int> models = index.search(options.filter);
    if (options.most > 0)
        models.resize(qMin(qsizetype(options.most), models.size()));
    if (options.json) {
        QJsonArray array;
        for (const int model : std::as_const(models))
            array.append(modelJson(index, model));
        printOut(
            QJsonDocument(QJsonObject{{"models"_L1, array}, {"as_of"_L1, dayJson(index.catalog().asOf())}})
                .toJson(QJsonDocument::Compact) +
            '\n');
    } else if (!models.isEmpty()) {
        printTable(index, models);
    }
    if (models.isEmpty())
        printError(tr("No model matches. Try fewer words, or --all for small resellers as well."));
    return models.isEmpty() ? NoneDone : AllDone;
}

} // namespace Crossroads
