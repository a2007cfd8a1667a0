// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/providers/vendortable.h"

namespace Crossroads {

using namespace Qt::StringLiterals;

QList<Vendor> makersOfModels()
{
    return {
        {.slug = u"openai"_s,
         .name = u"OpenAI"_s,
         .baseUrl = QUrl(u"https://api.openai.com/v1"_s),
         .keyEnv = "OPENAI_API_KEY",
         .quirks = {.maxCompletionTokens = true, .pinnedSampling = true, .openAiFields = true},
         .keyFormats = {onlyTheirs(u"sk-(?:proj|svcacct|admin|service)-[\\w-]{20,}"_s),
                        onlyTheirs(u"sk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}"_s)},
         .docsUrl = QUrl(u"https://platform.openai.com/docs"_s),
         .keysUrl = QUrl(u"https://platform.openai.com/api-keys"_s),
         .topUpUrl = QUrl(u"https://platform.openai.com/settings/organization/billing/overview"_s)},
        {.slug = u"anthropic"_s,
         .name = u"Anthropic"_s,
         .baseUrl = QUrl(u"https://api.anthropic.com/v1"_s),
         .wire = Wire::Anthropic,
         .auth = AuthStyle::XApiKey,
         .keyEnv = "ANTHROPIC_API_KEY",
         .keyFormats = {onlyTheirs(u"sk-ant-[\\w-]{20,}"_s)},
         .docsUrl = QUrl(u"https://docs.anthropic.com"_s),
         .keysUrl = QUrl(u"https://console.anthropic.com/settings/keys"_s),
         .topUpUrl = QUrl(u"https://console.anthropic.com/settings/billing"_s)},
        {.slug = u"google"_s,
         .name = u"Google"_s,
         .baseUrl = QUrl(u"https://generativelanguage.googleapis.com/v1beta"_s),
         .wire = Wire::Gemini,
         .auth = AuthStyle::XGoogApiKey,
         .keyEnv = "GEMINI_API_KEY",
         .otherKeyEnvs = {"GOOGLE_API_KEY", "GOOGLE_GENERATIVE_AI_API_KEY"},
         .keyFormats = {onlyTheirs(u"AIza[0-9A-Za-z_-]{35}"_s), onlyTheirs(u"AQ\\.[0-9A-Za-z_-]{20,}"_s)},
         .docsUrl = QUrl(u"https://ai.google.dev/gemini-api/docs"_s),
         .keysUrl = QUrl(u"https://aistudio.google.com/apikey"_s),
         .topUpUrl = QUrl(u"https://aistudio.google.com/usage"_s)},
        {.slug = u"mistral"_s,
         .name = u"Mistral"_s,
         .baseUrl = QUrl(u"https://api.mistral.ai/v1"_s),
         .keyEnv = "MISTRAL_API_KEY",
         .quirks = {.streamUsageOption = false, // sends usage unasked
                    .randomSeed = true,
                    .refusesUnknown = true,
                    .alternatingTurns = true,
                    .shortToolIds = true,
                    .knownFields = {"n", "safe_prompt", "prompt_mode", "prediction", "metadata",
                                    "guardrails"}},
         .keyFormats = {shared(u"[A-Za-z0-9]{32}"_s)},
         .docsUrl = QUrl(u"https://docs.mistral.ai"_s),
         .keysUrl = QUrl(u"https://console.mistral.ai/api-keys"_s),
         .topUpUrl = QUrl(u"https://console.mistral.ai/billing"_s)},
        {.slug = u"xai"_s,
         .name = u"xAI"_s,
         .baseUrl = QUrl(u"https://api.x.ai/v1"_s),
         .keyEnv = "XAI_API_KEY",
         .quirks = {.costTicks = true},
         .keyFormats = {onlyTheirs(u"xai-[0-9A-Za-z_]{40,}"_s)},
         .keyTestPath = "/api-key",
         .docsUrl = QUrl(u"https://docs.x.ai"_s),
         .keysUrl = QUrl(u"https://console.x.ai"_s),
         .topUpUrl = QUrl(u"https://console.x.ai"_s)},
        {.slug = u"cohere"_s,
         .name = u"Cohere"_s,
         .baseUrl = QUrl(u"https://api.cohere.ai/compatibility/v1"_s),
         .keyEnv = "COHERE_API_KEY",
         .otherKeyEnvs = {"CO_API_KEY"},
         .keyFormats = {shared(u"[A-Za-z0-9]{40}"_s)},
         .modelsPath = "/../../v1/models?endpoint=chat&page_size=1000",
         .docsUrl = QUrl(u"https://docs.cohere.com"_s),
         .keysUrl = QUrl(u"https://dashboard.cohere.com/api-keys"_s),
         .topUpUrl = QUrl(u"https://dashboard.cohere.com/billing"_s)},
        {.slug = u"perplexity"_s,
         .name = u"Perplexity"_s,
         .baseUrl = QUrl(u"https://api.perplexity.ai"_s),
         .keyEnv = "PERPLEXITY_API_KEY",
         .quirks = {.streamUsageOption = false, // usage is in every chunk
                    .alternatingTurns = true},
         .otherKeyEnvs = {"PPLX_API_KEY"},
         .keyFormats = {onlyTheirs(u"pplx-[A-Za-z0-9]{40,}"_s)},
         .modelsPath = "/v1/models",
         .docsUrl = QUrl(u"https://docs.perplexity.ai"_s),
         .keysUrl = QUrl(u"https://www.perplexity.ai/account/api/keys"_s),
         .topUpUrl = QUrl(u"https://www.perplexity.ai/account/api/billing"_s)},
    };
}

} // namespace Crossroads
