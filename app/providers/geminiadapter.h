// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/providers/adapter.h"

namespace Crossroads {

/// Google's generateContent and streamGenerateContent (reference: section 5). The base URL ends with the
/// API's version (/v1beta); the model stands in the path.
class GeminiAdapter : public Adapter
{
public:
    Result<WireRequest> encode(const ChatRequest &request, const Vendor &vendor) const override;
    std::unique_ptr<AnswerDecoder> decoder(const Vendor &vendor, QByteArrayView contentType) const override;
    QByteArray modelsPath(const Vendor &vendor) const override;
    Result<ModelPage> readModels(const Vendor &vendor, QByteArrayView body) const override;

    /// Takes the names of fields in camelCase and in snake_case, as the API does.
    Result<ChatRequest> readRequest(QByteArrayView path, QByteArrayView body) const override;
    std::unique_ptr<AnswerEncoder> encoder(const ServedHead &head) const override;
    QByteArray wholeAnswer(const Answer &answer, const ServedHead &head) const override;
    QByteArray errorBody(const Error &error, int status) const override;
    /// Whether \p path asks for a stream as one JSON array (ServedHead::jsonArray) instead of events.
    static bool asksForArray(QByteArrayView path);

protected:
    std::optional<ProviderComplaint> complaint(const Json &object) const override;
};

} // namespace Crossroads
