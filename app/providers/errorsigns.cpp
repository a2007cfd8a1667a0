// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/providers/errorsigns.h"

#include <QHash>
#include <QRegularExpression>

#include <algorithm>

namespace Crossroads {

using namespace Qt::StringLiterals;

// --- codes ---------------------------------------------------------------------------------------

namespace {
/// A code, in lower case and without "_", "-" and ".": vendors write the same one in four ways.
struct CodeSign
{
    const char *code;
    ErrorKind kind;
};
} // namespace

// Where a body has several codes, the kind that stands first here counts: "rate_limit_error" is also the type
// of Anthropic's spend limit. Generic types ("invalid_request_error") are no signs: they come with
// everything.
static constexpr CodeSign codeSigns[] = {
    // no credit, or a limit on spending
    {"insufficientquota", ErrorKind::Payment},
    {"creditbalanceexhausted", ErrorKind::Payment},
    {"billinghardlimitreached", ErrorKind::Payment},
    {"billingnotactive", ErrorKind::Payment},
    {"billingerror", ErrorKind::Payment},
    {"paymentrequired", ErrorKind::Payment},
    {"insufficientbalance", ErrorKind::Payment},
    {"insufficientbalanceerror", ErrorKind::Payment},  // MiniMax, with 429
    {"exceededcurrentquotaerror", ErrorKind::Payment}, // Moonshot, with 429
    {"enforcedspendlimitreached", ErrorKind::Payment}, // Anthropic, with 429
    {"spendlimit", ErrorKind::Payment},                // OpenRouter names what limits the key
    {"arrearage", ErrorKind::Payment},                 // DashScope, with 400
    {"baseresp1008", ErrorKind::Payment},
    {"zhipu1113", ErrorKind::Payment},

    {"contextlengthexceeded", ErrorKind::ContextTooLong},
    {"exceedcontextsizeerror", ErrorKind::ContextTooLong}, // llama.cpp
    {"toomanyprompttokens", ErrorKind::ContextTooLong},    // Perplexity
    {"tokenlimitexceeded", ErrorKind::ContextTooLong},
    {"stringtoolong", ErrorKind::ContextTooLong},
    {"tokenslimitreached", ErrorKind::ContextTooLong},           // GitHub Models
    {"modelmaxprompttokensexceeded", ErrorKind::ContextTooLong}, // GitHub Copilot
    {"baseresp1039", ErrorKind::ContextTooLong},
    {"zhipu1261", ErrorKind::ContextTooLong},

    {"invalidapikey", ErrorKind::Authentication},
    {"incorrectapikey", ErrorKind::Authentication},
    {"apikeyinvalid", ErrorKind::Authentication}, // Google, with 400
    {"apikeyexpired", ErrorKind::Authentication},
    {"authenticationerror", ErrorKind::Authentication},
    {"invalidauthenticationerror", ErrorKind::Authentication}, // Moonshot
    {"authentication", ErrorKind::Authentication},
    {"unauthenticated", ErrorKind::Authentication},
    {"baseresp1004", ErrorKind::Authentication},
    {"baseresp2049", ErrorKind::Authentication},
    {"zhipu1000", ErrorKind::Authentication},
    {"zhipu1001", ErrorKind::Authentication},
    {"zhipu1002", ErrorKind::Authentication},
    {"zhipu1003", ErrorKind::Authentication},
    {"zhipu1004", ErrorKind::Authentication},

    {"contentfilter", ErrorKind::ContentBlocked},
    {"contentpolicyviolation", ErrorKind::ContentBlocked},
    {"responsibleaipolicyviolation", ErrorKind::ContentBlocked}, // Azure
    {"datainspectionfailed", ErrorKind::ContentBlocked},         // DashScope
    {"moderation", ErrorKind::ContentBlocked},                   // OpenRouter's 403 with reasons
    {"baseresp1026", ErrorKind::ContentBlocked},
    {"baseresp1027", ErrorKind::ContentBlocked},
    {"zhipu1300", ErrorKind::ContentBlocked},
    {"zhipu1301", ErrorKind::ContentBlocked},

    {"modelnotfound", ErrorKind::NotFound},
    {"modelnotexist", ErrorKind::NotFound},
    {"notfounderror", ErrorKind::NotFound},
    {"deploymentnotfound", ErrorKind::NotFound}, // Azure
    {"zhipu1211", ErrorKind::NotFound},
    {"invalidmodel", ErrorKind::NotFound}, // Mistral, with 400

    {"engineoverloadederror", ErrorKind::Overloaded}, // Moonshot, with 429
    {"overloadederror", ErrorKind::Overloaded},
    {"provideroverloaded", ErrorKind::Overloaded},
    {"unavailable", ErrorKind::Overloaded},
    {"servicetiercapacityexceeded", ErrorKind::Overloaded}, // Mistral, with 429
    {"zhipu1305", ErrorKind::Overloaded},

    {"ratelimitexceeded", ErrorKind::RateLimited},
    {"ratelimiterror", ErrorKind::RateLimited},
    {"ratelimitreachederror", ErrorKind::RateLimited},
    {"ratelimitreached", ErrorKind::RateLimited},
    {"ratelimited", ErrorKind::RateLimited},
    {"resourceexhausted", ErrorKind::RateLimited},
    {"limitrequests", ErrorKind::RateLimited},
    {"throttling", ErrorKind::RateLimited},
    {"throttlingratequota", ErrorKind::RateLimited},
    {"throttlingallocationquota", ErrorKind::RateLimited},
    {"throttlingburstrate", ErrorKind::RateLimited},
    {"baseresp1002", ErrorKind::RateLimited},
    {"baseresp2056", ErrorKind::RateLimited},
    {"zhipu1302", ErrorKind::RateLimited},
    {"zhipu1303", ErrorKind::RateLimited},
    {"zhipu1304", ErrorKind::RateLimited},
    {"zhipu1308", ErrorKind::RateLimited},

    {"permissionerror", ErrorKind::Permission},
    {"permissiondenied", ErrorKind::Permission},
    {"unsupportedcountryregionterritory", ErrorKind::Permission},
    {"accessdenied", ErrorKind::Permission},
    {"modelaccessdenied", ErrorKind::Permission},
    {"zhipu1220", ErrorKind::Permission},

    {"baseresp2013", ErrorKind::InvalidRequest},
    {"unsupportedparameter", ErrorKind::InvalidRequest},
    {"unsupportedvalue", ErrorKind::InvalidRequest},
    {"toolusefailed", ErrorKind::InvalidRequest},
    {"requesttoolarge", ErrorKind::InvalidRequest},
    {"zhipu1210", ErrorKind::InvalidRequest},
    {"zhipu1213", ErrorKind::InvalidRequest},
    {"zhipu1214", ErrorKind::InvalidRequest},
};

static QString squeezed(QString code)
{
    return code.remove(u'_').remove(u'-').remove(u'.');
}

static std::optional<ErrorKind> kindOfCodes(const QString &codes)
{
    static const QHash<QString, qsizetype> places = [] {
        QHash<QString, qsizetype> all;
        for (const CodeSign &sign : codeSigns)
            all.insert(QString::fromLatin1(sign.code), &sign - codeSigns);
        return all;
    }();
    qsizetype first = std::size(codeSigns);
    for (const QString &code : codes.split(u' ', Qt::SkipEmptyParts))
        first = qMin(first, places.value(squeezed(code), first));
    return first < qsizetype(std::size(codeSigns)) ? std::optional(codeSigns[first].kind) : std::nullopt;
}

// --- words ---------------------------------------------------------------------------------------

namespace {
struct WordSign
{
    ErrorKind kind;
    const char *pattern;
    bool (*at)(int status); ///< statuses that leave it open; else a prompt that is quoted back could decide
};
} // namespace

static bool whereRefused(int status)
{
    return status == 0 || status == 400 || status == 403 || status == 413 || status == 422;
}
static bool whereCounted(int status)
{
    return whereRefused(status) || status == 402 || status == 429;
}
/// Servers of one's own answer 500 to a prompt that is too long.
static bool whereTooLong(int status)
{
    return whereRefused(status) || status == 500;
}
static bool whereNotFound(int status)
{
    return whereRefused(status) || status == 404;
}
static bool whereBusy(int status)
{
    return status == 0 || status == 429 || status >= 500;
}

static constexpr WordSign wordSigns[] = {
    {ErrorKind::Payment,
     "credit balance|(insufficient|not enough) (account )?(balance|credits?|funds)|balance is "
     "(insufficient|too low)|"
     "no credits|out of credits?|(too few|available|more) credits|spend(ing)? (limit|cap)|account is overdue|"
     "in good standing|monthly included credits|key limit exceeded|\u4f59\u989d\u4e0d\u8db3|\u6b20\u8d39",
     whereCounted},
    {ErrorKind::ContextTooLong,
     "(prompt|input|conversation) is too (long|large)|prompt too (long|large)|max(imum)? context length|"
     "context (window|limit)|context length of|"
     "(input|prompt) token count|available context size|reduce the length of|range of input length|"
     "reduce the number of (input |prompt )?tokens|"
     "too many (input |prompt )?tokens|number of (input )?tokens (allowed|to keep)|context the overflows|"
     "exceed(s|ed|ing)?( (the|this))? ((model|configured)('s)? "
     ")?(max(imum)?|context|token|input|sequence|limit "
     "of)((?!output|completion|new )[ \\w])*(length|limit|tokens)|"
     // what a server sets max_tokens to when the prompt leaves no room for it
     "\\bmax_[a-z_]*tokens\\b.{0,60}\\bgot:? ?(-\\d|0\\b)|no room for output|"
     "max(imum)? (prompt|input|sequence|model) length|longer than the (model|context|max)|\\bmax_seq_len\\b|"
     "`?inputs`?( tokens)? (must have less than|\\+ `?max_new_tokens)|"
     "tokens?,? (which is )?too (large|long|many) for (the |this )?model|prompt exceeds|request too large "
     "for|"
     "maximum length of the "
     "input|(\u8f93\u5165|\u4e0a\u4e0b\u6587|\u63d0\u793a\u8bcd).{0,20}\u8d85(\u8fc7|\u51fa|\u957f)",
     whereTooLong},
    {ErrorKind::Permission,
     "(match(ing|es)?|by|with) your (data policy|guardrail)|guardrail restrictions|data policy|"
     "no allowed providers (are )?available",
     whereNotFound},
    {ErrorKind::Authentication,
     "(incorrect|invalid|missing|no|expired|wrong) (x-)?api[- ]key|api key (is )?(not "
     "valid|invalid|expired|required|missing)|"
     "api key was reported as leaked|unregistered callers|invalid (access |bearer )?token|authenticat(e|ion) "
     "fail|"
     "unauthori[sz]ed|not authenticated",
     [](int status) { return status == 0 || status == 400 || status == 403; }},
    {ErrorKind::ContentBlocked,
     "content exists risk|moderation|\\bflagged\\b|content (management )?policy|usage polic(y|ies)|safety "
     "system|"
     "inappropriate content|sensitive content|\u654f\u611f",
     whereRefused},
    {ErrorKind::NotFound,
     "not a valid model|(unknown|no such|invalid) model\\b|model not (found|exist)|"
     "model [`'\"]?[^ ]{1,200} (does not exist|not found|is not found)|model does not exist|no endpoints "
     "found|unexpected endpoint|(unknown|no such) (endpoint|route)\\b|invalid url \\((get|post) ",
     whereRefused},
    {ErrorKind::Overloaded,
     "overloaded|(no|at|insufficient) capacity|capacity exceeded|server is (too )?busy", whereBusy},
    {ErrorKind::RateLimited, "rate[- ]?limit|too many requests|requests per (second|minute|day)|throttl",
     [](int status) { return status == 0 || status == 403; }},
};

constexpr qsizetype mostWords = 4096; // what tells the kind stands at the beginning

static std::optional<ErrorKind> kindOfWords(int status, const QString &words)
{
    static const QList<QRegularExpression> patterns = [] {
        QList<QRegularExpression> all;
        for (const WordSign &sign : wordSigns)
            all.append(QRegularExpression(QString::fromUtf8(sign.pattern),
                                          QRegularExpression::CaseInsensitiveOption));
        return all;
    }();
    for (qsizetype i = 0; i < patterns.size(); ++i) {
        if (wordSigns[i].at(status) && patterns[i].match(words).hasMatch())
            return wordSigns[i].kind;
    }
    return std::nullopt;
}

// --- status --------------------------------------------------------------------------------------

static ErrorKind kindOfStatus(int status)
{
    switch (status) {
    case 401:
    case 407:
        return ErrorKind::Authentication;
    case 402:
        return ErrorKind::Payment;
    case 403:
    case 451:
        return ErrorKind::Permission;
    case 404:
    case 410:
        return ErrorKind::NotFound;
    case 408: // the provider's own time-out: it failed
    case 409:
    case 425:
        return ErrorKind::Server;
    case 429:
        return ErrorKind::RateLimited;
    case 503:
    case 529:
        return ErrorKind::Overloaded;
    default:
        return status >= 400 && status < 499 ? ErrorKind::InvalidRequest : ErrorKind::Server;
    }
}

ErrorKind kindOfComplaint(int status, const ProviderComplaint &complaint)
{
    if (complaint.fromPage)
        return kindOfStatus(status); // a proxy's words, not the provider's
    const auto code = kindOfCodes(complaint.code);
    // Groq: the request alone is larger than the tokens of a minute. Waiting does not help, shortening does.
    if (status == 413 && code == ErrorKind::RateLimited)
        return ErrorKind::ContextTooLong;
    const auto words = kindOfWords(status, complaint.message.left(mostWords));
    // OpenAI's 429 for the same.
    if (status == 429 && complaint.message.startsWith("request too large for"_L1, Qt::CaseInsensitive))
        return ErrorKind::ContextTooLong;
    // MiniMax has one code for all bad parameters, of which the length is one; Google one for all that is
    // denied, of which a missing key is one.
    const bool vague = code == ErrorKind::Permission ||
                       (code == ErrorKind::InvalidRequest && words == ErrorKind::ContextTooLong);
    // OpenRouter's policies: the code says that nobody was found, the words why.
    if ((vague && words) || (code == ErrorKind::NotFound && words == ErrorKind::Permission))
        return *words;
    if (code || words)
        return code ? *code : *words;
    // Inside a stream nothing but the type may tell.
    if (status == 0 && complaint.code.contains("invalid_request"_L1))
        return ErrorKind::InvalidRequest;
    return kindOfStatus(status);
}

} // namespace Crossroads
