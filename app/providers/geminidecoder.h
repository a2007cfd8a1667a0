// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/providers/frameddecoder.h"
#include "app/providers/partialarguments.h"

namespace Crossroads {

/// Decodes one answer of the Gemini wire: each piece is a whole response, as server-sent events, as elements
/// of one JSON array, or as the only one. There is no end mark: a finish reason, which may come on every
/// piece, makes the end of the body the answer's end (reference: section 5.3).
class GeminiDecoder : public FramedDecoder
{
public:
    using FramedDecoder::FramedDecoder;

protected:
    void takeObject(QByteArrayView event, const Json &object, StreamEvents &out) override;
    FinishReason unified(const QString &native) const override;
    void beforeEnd(StreamEvents &out) override;

private:
    void candidate(const Json &candidate, StreamEvents &out);
    void part(const Json &part, StreamEvents &out);
    void media(const Json &part, StreamEvents &out);
    void code(const Json &part, StreamEvents &out);
    void functionCall(const Json &call, const QByteArray &signature, StreamEvents &out);
    void beginCall(const Json &call, const QByteArray &signature, StreamEvents &out);
    void endCall(StreamEvents &out);
    void sources(const Json &candidate, StreamEvents &out);
    void blocked(const Json &feedback, StreamEvents &out);
    void counts(const Json &object, bool last, StreamEvents &out);

    PartialArguments m_arguments;
    int m_calls = 0;
    bool m_callOpen = false; ///< a call's arguments are being streamed
    bool m_blocked = false;
};

} // namespace Crossroads
