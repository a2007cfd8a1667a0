// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/money/amountinput.h"
#include "app/money/money.h"

#include <QTest>

using namespace Crossroads;
using namespace Qt::StringLiterals;

/// Amounts as people and scripts write them.
class TestAmountInput : public QObject
{
    Q_OBJECT

    static void row(const char *name, const char *locale, const QString &text, const QString &amount)
    {
        QTest::newRow(name) << QString::fromLatin1(locale) << text << amount;
    }

private Q_SLOTS:
    void anAmountIsReadByThePersonsLocale_data()
    {
        QTest::addColumn<QString>("locale");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("amount"); // empty: nothing was typed
        row("nothing", "en_US", u"  \u00a0"_s, u""_s);
        row("a whole number", "en_US", u"5"_s, u"5"_s);
        row("cents", "en_US", u"0.50"_s, u"0.50"_s);
        row("no digit before the point", "en_US", u".5"_s, u"0.5"_s);
        row("no digit before the comma", "de_DE", u",5"_s, u"0.5"_s);
        row("a thousand, as the locale writes it", "en_US", u"1,000"_s, u"1000"_s);
        row("a thousand, as another locale writes it", "de_DE", u"1.000"_s, u"1000"_s);
        row("a thousand with cents", "en_US", u"1,000.50"_s, u"1000.50"_s);
        row("a thousand with cents, in Germany", "de_DE", u"1.000,50"_s, u"1000.50"_s);
        row("what can mean one amount alone, in any locale", "en_US", u"1.000,50"_s, u"1000.50"_s);
        row("the other way round", "de_DE", u"1,000.50"_s, u"1000.50"_s);
        row("millions", "en_US", u"1.000.000"_s, u"1000000"_s);
        row("lakhs", "en_IN", u"1,00,000.25"_s, u"100000.25"_s);
        row("a comma as decimal separator, with a point locale", "en_US", u"12,50"_s, u"12.50"_s);
        row("a point as decimal separator, with a comma locale", "de_DE", u"12.50"_s, u"12.50"_s);
        row("a fraction that begins with 0", "en_US", u"0,125"_s, u"0.125"_s);
        row("a space between thousands", "en_US", u"1 000"_s, u"1000"_s);
        row("a narrow space, and a comma", "fr_FR", u"12\u202f500,75"_s, u"12500.75"_s);
        row("an apostrophe", "de_CH", u"1'000.50"_s, u"1000.50"_s);
        row("a curved apostrophe", "en_US", u"1\u2019000"_s, u"1000"_s);
        row("three digits after a group that is certain", "en_US", u"1 000.125"_s, u"1000.125"_s);
        row("four digits of a fraction", "en_US", u"1.1250"_s, u"1.1250"_s);
        row("a dollar sign", "en_US", u"$5"_s, u"5"_s);
        row("a dollar sign behind", "de_DE", u"5,50 $"_s, u"5.50"_s);
        row("the currency's code", "en_US", u"5 USD"_s, u"5"_s);
        row("the code before", "en_US", u"usd 5"_s, u"5"_s);
        row("US$", "en_US", u"US$5.25"_s, u"5.25"_s);
        row("a plus sign", "en_US", u"+5"_s, u"5"_s);
        row("leading zeros", "en_US", u"007"_s, u"7"_s);
        row("zero", "en_US", u"0"_s, u"0"_s);
        row("Arabic digits and separators", "ar_EG", u"١٬٠٠٠٫٥"_s, u"1000.5"_s);
        row("Arabic digits in another locale", "en_US", u"٥٫٥٠"_s, u"5.50"_s);
        row("Devanagari digits", "hi_IN", u"१२.५०"_s, u"12.50"_s);
        row("full-width digits", "ja_JP", u"＄１２．５０"_s, u"12.50"_s);
        row("marks of direction", "he_IL", u"\u200e5.50\u200f"_s, u"5.50"_s);
    }
    void anAmountIsReadByThePersonsLocale()
    {
        QFETCH(QString, locale);
        QFETCH(QString, text);
        QFETCH(QString, amount);
        const auto read = readAmount(text, QLocale(locale));
        QVERIFY2(read, read ? "" : qPrintable(read.error().message));
        QCOMPARE(*read, amount);
    }

    void whatIsNoAmountIsRefusedInWords_data()
    {
        QTest::addColumn<QString>("locale");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("words"); // among those of the refusal
        row("a comma that could be either, in a comma locale", "de_DE", u"1,000"_s, u"write 1000 or 1,00."_s);
        row("a point that could be either", "en_US", u"1.000"_s, u"write 1000 or 1.00."_s);
        row("where thousands have a space", "fr_FR", u"1.000"_s, u"write 1000 or 1,00."_s);
        row("a fraction of three digits", "en_US", u"1.125"_s, u"write 1125 or 1.1250."_s);
        row("Arabic digits, either", "ar_EG", u"١.٠٠٠"_s, u"two amounts"_s);
        row("full-width, either", "ja_JP", u"１．０００"_s, u"two amounts"_s);
        row("words", "en_US", u"much"_s, u"no amount"_s);
        row("two points", "en_US", u"1..5"_s, u"no amount"_s);
        row("groups of a wrong size", "en_US", u"1,0000"_s, u"no amount"_s);
        row("groups of different sizes", "en_US", u"1,000,00"_s, u"no amount"_s);
        row("a group behind the fraction", "en_US", u"1.5,000"_s, u"no amount"_s);
        row("spaces that part no thousands", "en_US", u"1 5"_s, u"no amount"_s);
        row("three kinds of separators", "en_US", u"1 000,000.5"_s, u"no amount"_s);
        row("not finished", "en_US", u"5."_s, u"not finished"_s);
        row("not finished, with a comma", "de_DE", u"5,"_s, u"not finished"_s);
        row("a point alone", "en_US", u"."_s, u"no amount"_s);
        row("a sign alone", "en_US", u"$"_s, u"no amount"_s);
        row("negative", "en_US", u"-5"_s, u"negative"_s);
        row("negative with a minus sign", "en_US", u"\u22125"_s, u"negative"_s);
        row("negative behind the currency", "en_US", u"$-5"_s, u"negative"_s);
        row("negative as in accounts", "en_US", u"(5)"_s, u"negative"_s);
        row("an exponent", "en_US", u"1e3"_s, u"no amount"_s);
        row("half an exponent", "en_US", u"1e"_s, u"no amount"_s);
        row("another currency", "en_US", u"5 €"_s, u"no amount"_s);
        row("an amount and words", "en_US", u"5 a day"_s, u"no amount"_s);
        row("a raised digit", "en_US", u"5²"_s, u"no amount"_s);
        row("a half", "en_US", u"½"_s, u"no amount"_s);
        row("infinity", "en_US", u"inf"_s, u"no amount"_s);
        row("more than is counted", "en_US", u"99999999999"_s, u"more than"_s);
    }
    void whatIsNoAmountIsRefusedInWords()
    {
        QFETCH(QString, locale);
        QFETCH(QString, text);
        QFETCH(QString, words);
        const auto read = readAmount(text, QLocale(locale));
        QVERIFY2(!read, qPrintable(read.value_or(QString())));
        QCOMPARE(read.error().kind, ErrorKind::WrongUse);
        QVERIFY2(read.error().message.contains(words), qPrintable(read.error().message));
    }

    void aScriptsAmountHasAPoint_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("amount"); // null: refused
        QTest::newRow("cents") << u"0.05"_s << u"0.05"_s;
        QTest::newRow("an exponent") << u"1e-05"_s << u"0.00001"_s;
        QTest::newRow("a large exponent") << u"1E3"_s << u"1000"_s;
        QTest::newRow("no digit behind the point") << u"5."_s << u"5"_s;
        QTest::newRow("three digits behind 0") << u"0.125"_s << u"0.125"_s;
        QTest::newRow("four digits") << u"1.1250"_s << u"1.1250"_s;
        QTest::newRow("a point that could be either") << u"1.000"_s << QString();
        QTest::newRow("a comma that could be either") << u"1,000"_s << QString();
        QTest::newRow("a comma") << u"1,5"_s << QString();
        QTest::newRow("groups") << u"1,000.50"_s << QString();
        QTest::newRow("a space") << u"1 000"_s << QString();
        QTest::newRow("negative") << u"-1"_s << QString();
        QTest::newRow("negative with an exponent") << u"-1e2"_s << QString();
        QTest::newRow("not a number") << u"nan"_s << QString();
    }
    void aScriptsAmountHasAPoint()
    {
        QFETCH(QString, text);
        QFETCH(QString, amount);
        const auto read = readAmount(text, QLocale::c(), AmountFrom::Script);
        QCOMPARE(read.has_value(), !amount.isNull());
        if (read)
            QCOMPARE(*read, amount);
    }

    void whatIsShownIsReadBackAsTheSame_data()
    {
        QTest::addColumn<QString>("locale");
        for (const char *name : {"C", "en_US", "en_IN", "de_DE", "de_CH", "fr_FR", "ar_EG", "fa_IR", "hi_IN",
                                 "he_IL", "ja_JP", "es_MX", "pt_PT", "sv_SE", "it_CH"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }
    void whatIsShownIsReadBackAsTheSame()
    {
        QFETCH(QString, locale);
        const QLocale person(locale);
        for (const char *decimal : {"", "0", "5", "0.5", "12.50", "1.125", "12.000", "123.456", "1234.567",
                                    "1000", "0.000000000001", "9000000"}) {
            const QString text = QString::fromLatin1(decimal);
            const auto read = readAmount(shownAmount(text, person), person);
            QVERIFY2(read, decimal);
            QCOMPARE(Money::fromDecimal(read->toLatin1()), Money::fromDecimal(text.toLatin1()));
        }
    }
};

QTEST_GUILESS_MAIN(TestAmountInput)
#include "tst_amountinput.moc"
