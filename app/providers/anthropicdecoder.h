// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/providers/frameddecoder.h"

#include <map>

namespace Crossroads {

/// Decodes one answer of the Anthropic Messages wire: its events with or without event lines, or one whole
/// message. Blocks are kept by their index; what comes out of order or is of another type than the format
/// says is taken as far as it makes sense and otherwise passed over.
class AnthropicDecoder : public FramedDecoder
{
public:
    using FramedDecoder::FramedDecoder;

protected:
    void takeObject(QByteArrayView event, const Json &object, StreamEvents &out) override;
    FinishReason unified(const QString &native) const override;
    void beforeEnd(StreamEvents &out) override;

private:
    /// A content block that is not closed yet and has something to remember.
    struct Block
    {
        int tool = -1; ///< the call's place among the calls; -1: not a call
        bool server = false;
        bool hasFragments = false; ///< arguments came piece by piece, so the start's input is void
        QString input;             ///< arguments that stood in the start
        bool isSummary = false;    ///< a compaction
        QString summary;
    };

    qint64 nextBlock(const Json &object);
    qint64 blockOf(const Json &object) const;
    void takeOther(QByteArrayView event, const Json &object, StreamEvents &out);
    void messageStart(const Json &message, StreamEvents &out);
    void messageDelta(const Json &object, StreamEvents &out);
    void messageStop(const Json &object, StreamEvents &out);
    void wholeMessage(const Json &message, StreamEvents &out);
    void blockStart(qint64 index, const Json &block, StreamEvents &out);
    void blockDelta(qint64 index, const Json &delta, StreamEvents &out);
    void blockEnd(qint64 index, StreamEvents &out);
    void closeBlock(const Block &block, StreamEvents &out);
    void closeAll(StreamEvents &out);
    void toolStart(qint64 index, const Json &block, bool server, StreamEvents &out);
    void toolFragment(qint64 index, const Json &fragment, StreamEvents &out);
    void toolResult(QByteArrayView type, const Json &block, StreamEvents &out);
    void signOff(StreamEvents &out);
    void citation(const Json &citation, StreamEvents &out);
    void stopReason(const Json &object, StreamEvents &out);
    void fallback(const Json &block, StreamEvents &out);
    void counts(const Json &object, bool last, StreamEvents &out);
    void iterations(const Json &list, StreamEvents &out);
    void note(const QString &sentence, StreamEvents &out);

    std::map<qint64, Block> m_blocks;
    QByteArray m_signature; ///< of the thinking block at hand
    QString m_messageId;
    QString m_model;
    int m_tools = 0;
    qint64 m_lastBlock = -1;
    bool m_sawMessage = false;
};

} // namespace Crossroads
