// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/providers/adapter.h"

namespace Crossroads {

/// OpenAI chat completions, as OpenAI and some thirty vendors speak it; their deviations are Vendor::quirks
/// and leniency that every recorded stream needs.
class OpenAiAdapter : public Adapter
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
