// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/providers/adapter.h"

namespace Crossroads {

/// Ollama's own chat wire: POST /api/chat, one JSON object a line (reference: section 6). The base URL is the
/// server's root, without /v1.
class OllamaAdapter : public Adapter
{
public:
    Result<WireRequest> encode(const ChatRequest &request, const Vendor &vendor) const override;
    std::unique_ptr<AnswerDecoder> decoder(const Vendor &vendor, QByteArrayView contentType) const override;
    QByteArray modelsPath(const Vendor &vendor) const override;
    Result<ModelPage> readModels(const Vendor &vendor, QByteArrayView body) const override;

    Result<ChatRequest> readRequest(QByteArrayView path, QByteArrayView body) const override;
    std::unique_ptr<AnswerEncoder> encoder(const ServedHead &head) const override;
    QByteArray wholeAnswer(const Answer &answer, const ServedHead &head) const override;
    QByteArray errorBody(const Error &error, int status) const override;
};

} // namespace Crossroads
