// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/providers/adapter.h"

namespace Crossroads {

/// Anthropic Messages (version 2023-06-01), as Anthropic and the Anthropic-format doors of other vendors
/// speak it. What a Claude model takes besides is told by the generation in its name where the catalog is
/// silent.
class AnthropicAdapter : public Adapter
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
