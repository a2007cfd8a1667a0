// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Model lists of the OpenAI wire, which every vendor enriches in its own way (reference: section 11).

#include "app/providers/json.h"
#include "app/providers/openaiadapter.h"

#include <QCoreApplication>
#include <QTimeZone>

namespace Crossroads {

static ModelListing readListing(const Json &row)
{
    ModelListing model;
    model.id = row["id"].text();
    model.name = row["name"].text();
    model.contextTokens = row["context_length"].integer(row["context_window"].integer(
        row["max_context_length"].integer(row["meta"]["n_ctx"].integer(row["max_model_len"].integer()))));
    model.maxOutputTokens =
        row["max_completion_tokens"].integer(row["top_provider"]["max_completion_tokens"].integer());
    if (const auto created = row["created"].count(); created && *created > 0)
        model.created = QDateTime::fromSecsSinceEpoch(*created, QTimeZone::UTC).date();
    return model;
}

Result<ModelPage> OpenAiAdapter::readModels(const Vendor &vendor, QByteArrayView body) const
{
    JsonReader reader;
    const auto root = reader.read(body);
    // Together sends a bare array.
    const Json rows = root && root->isArray() ? *root : root ? (*root)["data"] : Json();
    if (!rows.isArray())
        return fail(ErrorKind::Protocol,
                    QCoreApplication::translate("Provider", "%1 sent no list of models.").arg(vendor.name));
    ModelPage page;
    rows.elements([&](const Json &row) {
        if (!row["id"].text().isEmpty())
            page.models.append(readListing(row));
    });
    if ((*root)["has_more"].truth() && (*root)["last_id"].isString())
        page.nextPath =
            modelsPath(vendor) + "?after=" + (*root)["last_id"].utf8().toByteArray().toPercentEncoding();
    return page;
}

} // namespace Crossroads
