// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/common/textlocale.h"

#include <QDate>
#include <QScopeGuard>
#include <QTest>

using namespace Crossroads;
using namespace Qt::StringLiterals;

/// Dates speak the language of the texts around them, in the order of the person's country.
class TestTextLocale : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void datesAreInTheLanguageOfTheTexts_data()
    {
        QTest::addColumn<QString>("person");
        QTest::addColumn<QString>("words"); // of 3 December 2026
        QTest::addColumn<bool>("dayFirst");
        QTest::newRow("German") << u"de_DE"_s << u"Thursday 3 December"_s << true;
        QTest::newRow("French") << u"fr_FR"_s << u"Thursday 3 December"_s << true;
        QTest::newRow("Arabic") << u"ar_EG"_s << u"Thursday 3 December"_s << true;
        QTest::newRow("British") << u"en_GB"_s << u"Thursday 3 December"_s << true;
        QTest::newRow("American") << u"en_US"_s << u"Thursday 3 December"_s << false;
        QTest::newRow("none") << u"C"_s << u"Thursday 3 December"_s << true;
    }
    void datesAreInTheLanguageOfTheTexts()
    {
        QFETCH(QString, person);
        QFETCH(QString, words);
        QFETCH(bool, dayFirst);
        const QLocale before;
        const auto back = qScopeGuard([&] { QLocale::setDefault(before); });
        QLocale::setDefault(QLocale(person));
        const QDate day(2026, 12, 3);
        QCOMPARE(textLocale().toString(day, u"dddd d MMMM"_s), words);
        QCOMPARE(textLocale().standaloneMonthName(12), u"December"_s);
        const QString numeric = textLocale().toString(day, QLocale::ShortFormat);
        if (person != "C"_L1)
            QVERIFY2((numeric.indexOf(u'3') < numeric.indexOf(u"12"_s)) == dayFirst, qPrintable(numeric));
    }

    void whatIsCountedHasItsPlural_data()
    {
        QTest::addColumn<int>("count");
        QTest::addColumn<QString>("words");
        QTest::newRow("none") << 0 << u"0 days"_s;
        QTest::newRow("one") << 1 << u"1 day"_s;
        QTest::newRow("two") << 2 << u"2 days"_s;
        QTest::newRow("many") << 1'234 << u"1,234 days"_s;
    }
    void whatIsCountedHasItsPlural()
    {
        QFETCH(int, count);
        QFETCH(QString, words);
        const QLocale before;
        const auto back = qScopeGuard([&] { QLocale::setDefault(before); });
        QLocale::setDefault(QLocale(u"en_US"_s));
        QCOMPARE(QCoreApplication::translate("CreditLines", "%Ln days", nullptr, count), words);
        QCOMPARE(
            QCoreApplication::translate("Crossroads::OwnProviders", "Remove it and its %Ln keys", nullptr, 1),
            u"Remove it and its key"_s);
    }
};

QTEST_GUILESS_MAIN(TestTextLocale)
#include "tst_textlocale.moc"
