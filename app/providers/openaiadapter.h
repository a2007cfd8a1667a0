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
    WireRequest encode(const ChatRequest &request, const Vendor &vendor) const override;
    std::unique_ptr<AnswerDecoder> decoder(const Vendor &vendor, QByteArrayView contentType) const override;
    Error errorFrom(const Vendor &vendor, int status, const QHttpHeaders &headers,
                    QByteArrayView body) const override;
};

} // namespace Crossroads
