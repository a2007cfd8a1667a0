// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/catalog/catalog.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <numeric>

namespace Crossroads {

using namespace Qt::StringLiterals;

static std::optional<Rate> rate(const QJsonValue &perMillion)
{
    return perMillion.isString() ? Rate::perMillion(perMillion.toString().toLatin1()) : std::nullopt;
}

static Offer offerFrom(const QJsonArray &row, const QJsonArray &providers)
{
    return {.provider = providers[row[0].toInt()].toString(),
            .providerModelId = row[1].toString(),
            .prices = {.input = rate(row[2]),
                       .output = rate(row[3]),
                       .cacheRead = rate(row[4]),
                       .cacheWrite = rate(row[5]),
                       .reasoning = rate(row[6])},
            .contextTokens = row[7].toInteger(),
            .maxOutputTokens = row[8].toInteger(),
            .asOf = QDate::fromString(row[9].toString(), Qt::ISODate)};
}

static Model modelFrom(const QJsonArray &row, const QJsonArray &providers)
{
    Model model{.id = row[0].toString(),
                .name = row[1].toString(),
                .author = row[2].toString(),
                .contextTokens = row[3].toInteger(),
                .reasoning = row[4].toInt() != 0,
                .offers = {}};
    const QJsonArray offers = row[5].toArray();
    for (const QJsonValue &offer : offers)
        model.offers.append(offerFrom(offer.toArray(), providers));
    return model;
}

Result<Catalog> Catalog::fromSnapshot(QByteArrayView bytes)
{
    QJsonParseError parse;
    const QJsonObject object =
        QJsonDocument::fromJson(QByteArray::fromRawData(bytes.data(), bytes.size()), &parse).object();
    if (object["format"_L1].toInt() != 1)
        return fail(ErrorKind::Protocol, QCoreApplication::translate("Catalog", "The catalog is damaged."),
                    {}, parse.errorString());
    const QJsonArray providers = object["providers"_L1].toArray();
    const QJsonArray models = object["models"_L1].toArray();
    Catalog catalog;
    catalog.m_asOf = QDate::fromString(object["as_of"_L1].toString(), Qt::ISODate);
    catalog.m_models.reserve(models.size());
    for (const QJsonValue &model : models)
        catalog.add(modelFrom(model.toArray(), providers));
    return catalog;
}

void Catalog::add(Model model)
{
    m_byId.insert(model.id, m_models.size());
    m_models.append(std::move(model));
}

const Model *Catalog::find(QStringView id) const
{
    const auto found = m_byId.constFind(id.toString());
    return found == m_byId.cend() ? nullptr : &m_models[*found];
}

/// Levenshtein distance, given up (as \p limit + 1) once it is over \p limit.
static int editDistance(QStringView a, QStringView b, int limit)
{
    if (qAbs(a.size() - b.size()) > limit)
        return limit + 1;
    QList<int> row(b.size() + 1);
    std::iota(row.begin(), row.end(), 0);
    for (qsizetype i = 1; i <= a.size(); ++i) {
        int diagonal = row[0];
        row[0] = int(i);
        int least = row[0];
        for (qsizetype j = 1; j <= b.size(); ++j) {
            const int substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, substituted});
            least = std::min(least, row[j]);
        }
        if (least > limit)
            return limit + 1;
    }
    return row.last();
}

QStringList Catalog::nearMatches(QStringView id, int most) const
{
    const QString wanted = id.toString().toLower();
    const QStringView slug = QStringView(wanted).sliced(wanted.lastIndexOf(u'/') + 1);
    QList<std::pair<int, QString>> ranked;
    for (const Model &model : m_models) {
        const QStringView known = QStringView(model.id).sliced(model.id.lastIndexOf(u'/') + 1);
        constexpr int farthest = 5;
        int distance = qMin(editDistance(wanted, model.id, farthest), editDistance(slug, known, farthest));
        if (slug.size() >= 3 && known.contains(slug))
            distance = qMin(distance, 2 + int(known.size() - slug.size()) / 4);
        if (distance <= qMin(farthest, qMax(1, int(slug.size()) / 2)))
            ranked.append({distance, model.id});
    }
    std::ranges::sort(ranked);
    QStringList ids;
    for (const auto &[distance, near] : ranked.first(qMin(qsizetype(most), ranked.size())))
        ids.append(near);
    return ids;
}

/// 0: no match. Higher is better: a word at the start of the slug, then of a part, then anywhere.
static int matchScore(const Model &model, const QStringList &words)
{
    int score = 1;
    const QString haystack = model.id.toLower() + u' ' + model.name.toLower();
    const qsizetype slug = model.id.indexOf(u'/') + 1;
    for (const QString &word : words) {
        const qsizetype at = haystack.indexOf(word);
        if (at < 0)
            return 0;
        score += at == slug ? 30 : at == 0 || !haystack[at - 1].isLetterOrNumber() ? 20 : 5;
    }
    return score * 1000 - int(model.id.size());
}

QList<const Model *> Catalog::search(QStringView query) const
{
    const QStringList words = query.toString().toLower().split(u' ', Qt::SkipEmptyParts);
    QList<std::pair<int, const Model *>> ranked;
    for (const Model &model : m_models) {
        if (const int score = matchScore(model, words))
            ranked.append({-score, &model});
    }
    std::ranges::stable_sort(ranked, {}, &std::pair<int, const Model *>::first);
    QList<const Model *> models;
    for (const auto &[score, model] : ranked)
        models.append(model);
    return models;
}

} // namespace Crossroads
