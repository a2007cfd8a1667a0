// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/faultserver.h"
#include "ui/catalog/catalogdialogs.h"
#include "ui/catalog/catalogpage.h"
#include "ui/catalog/detailspanel.h"
#include "ui/catalog/filterpanel.h"
#include "ui/catalog/offerbookmodel.h"
#include "ui/catalog/pricegraph.h"
#include "ui/common/catalogmodel.h"
#include "ui/common/inlinebanner.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QCheckBox>
#include <QElapsedTimer>
#include <QFontMetrics>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QScopeGuard>
#include <QSignalSpy>
#include <QTableView>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace Crossroads;
using namespace Qt::StringLiterals;

/// What a person does in the catalog, with the bundled snapshot, a real store and a real server behind it.
class TestCatalogPage : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    std::unique_ptr<Services> m_services;
    std::unique_ptr<CatalogPage> m_page;

    QLineEdit *field(const QString &name)
    {
        for (QLineEdit *edit : m_page->findChildren<QLineEdit *>()) {
            if (edit->accessibleName() == name)
                return edit;
        }
        return nullptr;
    }
    QCheckBox *check(const QString &text)
    {
        for (QCheckBox *box : m_page->findChildren<QCheckBox *>()) {
            if (box->text() == text)
                return box;
        }
        return nullptr;
    }
    QString selected() { return m_page->model().idAt(m_page->table().currentIndex().row()); }

private Q_SLOTS:
    void init()
    {
        m_folder = QTemporaryDir();
        const QString base = m_folder.path();
        m_services = std::make_unique<Services>(
            Services::Options{{base + u"/c.db"_s, base + u"/c.conf"_s, base, base + u"/log"_s}, {}, false});
        QVERIFY(m_services->start());
        m_page = std::make_unique<CatalogPage>(*m_services);
        m_page->resize(1280, 820);
        m_page->show();
        m_page->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
    }
    void cleanup()
    {
        m_page.reset();
        m_services.reset();
    }

    void theModelKeepsToTheContract()
    {
        CatalogModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const auto index = m_services->shelf().index(m_services->standing());
        model.setResult(index, index->search({.text = u"claude"_s, .authors = {}, .providers = {}}));
        QVERIFY(model.rowCount() > 5);
        model.setCompared({model.idAt(1)});
        model.setResult(index, {});
        QCOMPARE(model.rowCount(), 0);
        OfferBookModel book;
        QAbstractItemModelTester bookTester(&book, QAbstractItemModelTester::FailureReportingMode::QtTest);
        book.setBook(index, int(index->catalog().indexOf(u"deepseek/deepseek-v3.2")), 3);
        QVERIFY(book.rowCount() > 10);
        UpstreamOffer upstream;
        upstream.provider = u"Somebody"_s;
        const int before = book.rowCount();
        book.setUpstreams({upstream});
        QCOMPARE(book.rowCount(), before + 1);
    }

    void typingFindsAndReturnAdds()
    {
        QVERIFY(m_page->model().rowCount() > 900);
        QSignalSpy added(m_page.get(), &CatalogPage::addToLineupAsked);
        m_page->focusSearch();
        QTest::keyClicks(field(u"Search the catalog"_s), u"claud sonet 4.5"_s);
        QCOMPARE(selected(), u"anthropic/claude-sonnet-4.5"_s);
        QCOMPARE(m_page->details().modelId(), u"anthropic/claude-sonnet-4.5"_s);
        QTest::keyClick(field(u"Search the catalog"_s), Qt::Key_Return);
        QCOMPARE(added.size(), 1);
        QCOMPARE(added[0][0].toString(), u"anthropic/claude-sonnet-4.5"_s);
        QTest::keyClick(field(u"Search the catalog"_s), Qt::Key_Escape);
        QVERIFY(field(u"Search the catalog"_s)->text().isEmpty());
        QVERIFY(m_page->model().rowCount() > 900);
    }

    void arrowsFindModelsFromRightToLeft()
    {
        m_page->setLayoutDirection(Qt::RightToLeft);
        m_page->search(u"glm"_s);
        const QString first = selected();
        QVERIFY(!first.isEmpty());
        QCOMPARE(m_page->details().modelId(), first);
        QTest::keyClick(field(u"Search the catalog"_s), Qt::Key_Down);
        QVERIFY(selected() != first);
        QCOMPARE(m_page->details().modelId(), selected());
    }

    void columnsCanBeReadInEveryFont_data()
    {
        QTest::addColumn<int>("points");
        QTest::addColumn<int>("width");
        for (const int points : {8, 10, 12, 16}) {
            for (const int width : {670, 1120, 1760}) // of windows of 720, 1280 and 1920
                QTest::addRow("%d pt in %d px", points, width) << points << width;
        }
    }
    void columnsCanBeReadInEveryFont()
    {
        QFETCH(int, points);
        QFETCH(int, width);
        const QFont before = QApplication::font();
        const auto back = qScopeGuard([&] { QApplication::setFont(before); });
        QFont font = before;
        font.setPointSize(points);
        QApplication::setFont(font);
        CatalogPage page(*m_services);
        page.resize(width, 700);
        page.show();
        QVERIFY(QTest::qWaitForWindowExposed(&page));
        page.select(u"deepseek/deepseek-v3.2"_s);
        const QHeaderView &head = *page.table().horizontalHeader();
        const QFontMetrics metrics(page.font());
        QTRY_VERIFY(head.sectionSize(CatalogModel::Name) >= metrics.horizontalAdvance(u"DeepSeek V3.2"_s));
        QVERIFY(!head.isSectionHidden(CatalogModel::Output));
        QVERIFY(head.sectionSize(CatalogModel::Output) >= metrics.horizontalAdvance(u"15.00"_s) + 12);
        auto *book = page.details().findChild<QTableView *>();
        QTRY_VERIFY(book->isVisible());
        QTRY_VERIFY(book->columnWidth(0) >= metrics.horizontalAdvance(u"OpenRouter"_s));
        QVERIFY(book->columnWidth(1) >= metrics.horizontalAdvance(u"0.26"_s));
    }

    void theTableIsDrivenByKeys()
    {
        m_page->search(u"glm"_s);
        m_page->table().setFocus();
        const QString first = selected();
        QTest::keyClick(&m_page->table(), Qt::Key_F);
        QCOMPARE(m_services->settings().catalog.favourites, QStringList{first});
        QVERIFY(m_page->model()
                    .index(m_page->model().rowOf(first), 0)
                    .data(CatalogModel::FavouriteRole)
                    .toBool());
        QTest::keyClick(&m_page->table(), Qt::Key_Space);
        QTest::keyClick(&m_page->table(), Qt::Key_Down);
        QVERIFY(selected() != first);
        QTest::keyClick(&m_page->table(), Qt::Key_Space);
        QPushButton *compare = nullptr;
        for (QPushButton *button : m_page->findChildren<QPushButton *>()) {
            if (button->text().contains(u"2"_s) && button->isVisible() &&
                button->text().startsWith(u"Compare"_s))
                compare = button;
        }
        QVERIFY(compare && compare->isEnabled());
        QTest::mouseClick(compare, Qt::LeftButton);
        auto *table = m_page->findChild<QTableWidget *>();
        QVERIFY(table);
        QCOMPARE(table->columnCount(), 2);
        // Letters search, wherever one is.
        QTest::keyClicks(&m_page->table(), u"kimi"_s.first(1));
        QCOMPARE(field(u"Search the catalog"_s)->text(), u"k"_s);
        QVERIFY(field(u"Search the catalog"_s)->hasFocus());
    }

    void whatDiffersIsMarked()
    {
        const auto index = m_services->shelf().index(m_services->standing());
        QTableWidget table;
        const QStringList ids{u"anthropic/claude-sonnet-4.5"_s, u"anthropic/claude-opus-4.5"_s};
        fillComparison(table, *index, ids, false);
        const int all = table.rowCount();
        QCOMPARE(table.item(0, 0)->text(), u"anthropic"_s);
        QVERIFY(!table.verticalHeaderItem(0)->text().startsWith(u'≠')); // the same author
        QVERIFY(table.verticalHeaderItem(1)->text().startsWith(u'≠'));  // not the same price
        fillComparison(table, *index, ids, true);
        QVERIFY(table.rowCount() < all);
        for (int row = 0; row < table.rowCount(); ++row)
            QVERIFY(table.verticalHeaderItem(row)->text().startsWith(u'≠'));
    }

    void nothingFoundShowsNothing()
    {
        m_page->search(u"zzzzqqqq"_s);
        QCOMPARE(m_page->model().rowCount(), 0);
        QVERIFY(m_page->details().modelId().isEmpty());
        for (QTableView *table : m_page->findChildren<QTableView *>())
            QVERIFY(!table->isVisible()); // neither the last model's offers
        m_page->search({});
        QVERIFY(m_page->table().isVisible() && !m_page->details().modelId().isEmpty());
    }

    void filtersNarrowAndChipsWidenAgain()
    {
        const int all = m_page->model().rowCount();
        check(u"Tools"_s)->setChecked(true);
        check(u"Open weights"_s)->setChecked(true);
        const int narrowed = m_page->model().rowCount();
        QVERIFY(narrowed > 10 && narrowed < all);
        for (int row = 0; row < narrowed; ++row)
            QVERIFY(m_page->model().index(row, 0).data(CatalogModel::CapabilitiesRole).toInt() & 2);
        const auto chips = m_page->filters().chips();
        QCOMPARE(chips.size(), 2);
        chips[0].remove();
        chips[1].remove();
        QCOMPARE(m_page->model().rowCount(), all);
        // A ceiling that nothing fits: an empty state, not an empty table.
        for (QLineEdit *edit : m_page->findChildren<QLineEdit *>()) {
            if (edit->accessibleName().startsWith(u"Output price"_s))
                edit->setText(u"0.000001"_s);
        }
        check(u"Audio output"_s)->setChecked(true);
        QVERIFY(m_page->model().rowCount() < all);
        m_page->filters().clear();
        QCOMPARE(m_page->model().rowCount(), all);
    }

    void smallResellersCanBeSwitchedOn()
    {
        const int before = m_page->model().rowCount();
        check(u"Small resellers too"_s)->setChecked(true);
        QVERIFY(m_page->model().rowCount() > before);
        QVERIFY(m_services->settings().catalog.everything);
    }

    void theOfferBookIsCheapestFirst()
    {
        m_page->select(u"deepseek/deepseek-v3.2"_s);
        OfferBookModel &book = m_page->details().book();
        QVERIFY(book.index(0, 0).data(OfferBookModel::FloorRole).toBool());
        int fees = 0, floors = 0;
        for (int row = 0; row < book.rowCount(); ++row) {
            fees += book.index(row, 0).data().toString().contains(u"5.5 % fee"_s);
            floors += book.index(row, 0).data(OfferBookModel::FloorRole).toBool();
        }
        QCOMPARE(fees, 1);
        QCOMPARE(floors, 1);
    }

    void theMonthIsPricedAgain()
    {
        MonthUsage month;
        Usage usage;
        usage.input = 1'000'000;
        usage.output = 100'000;
        month.answers = {usage, usage, Usage{}};
        Prices prices;
        int unknown = 0;
        QVERIFY(!monthCost(month, prices, unknown));
        prices.input = Rate::perMillion("3");
        prices.output = Rate::perMillion("15");
        QCOMPARE(monthCost(month, prices, unknown)->toDecimal(), u"9"_s);
        QCOMPARE(unknown, 1);
    }

    void aPriceIsAStep()
    {
        Offer offer;
        offer.prices.output = Rate::perMillion("0.38");
        PriceGraph graph;
        graph.setOffer(offer, QDate(2026, 11, 24));
        QVERIFY(!graph.hasHistory() && graph.verdict().isEmpty());
        offer.history = {{QDate(2026, 10, 1), Rate::perMillion("1"), Rate::perMillion("0.42")},
                         {QDate(2026, 11, 1), Rate::perMillion("1"), Rate::perMillion("0.40")}};
        graph.setOffer(offer, QDate(2026, 11, 24));
        QVERIFY(graph.hasHistory());
        QVERIFY2(graph.verdict().startsWith(u"▼ 10 %"_s) || graph.verdict().startsWith(u"▼ 9 %"_s),
                 qPrintable(graph.verdict()));
        QVERIFY(graph.accessibleDescription().contains(u"0.42"_s));
    }

    void aRefreshIsPreviewedAndTaken()
    {
        QByteArrayList rows;
        for (const Model &m : m_services->shelf().catalog()->models()) {
            for (const Offer &o : m.offers) {
                if (o.provider != "openrouter"_L1 || !o.listed)
                    continue;
                const bool first = rows.isEmpty();
                const QByteArray price = first ? QByteArray("0.5") : QByteArray("0.000001");
                rows.append(R"({"id":")" + o.providerModelId.toUtf8() +
                            R"(","name":"X","pricing":{"prompt":")" + price +
                            R"(","completion":"0.000002"},"architecture":{"output_modalities":["text"]}})");
            }
        }
        const QByteArray body = "{\"data\":[" + rows.join(',') + "]}";
        FaultServer server([&](QTcpSocket *socket, const QByteArray &) {
            socket->write(FaultServer::ok("application/json", body));
        });
        QSignalSpy ended(&m_services->shelf(), &CatalogShelf::refreshEnded);
        m_services->shelf().refresh({{.name = u"openrouter"_s, .url = server.url()}}, true);
        QVERIFY(ended.wait(20'000));
        QVERIFY(m_page->banner().isVisible());
        QVERIFY(m_page->banner().headline().contains(u"changes"_s));
        const auto before = m_services->shelf().catalog();
        for (QPushButton *button : m_page->banner().findChildren<QPushButton *>()) {
            if (button->text() == u"Take them"_s)
                QTest::mouseClick(button, Qt::LeftButton);
        }
        QVERIFY(m_services->shelf().catalog() != before);
        QVERIFY(!m_services->shelf().pending());
        QVERIFY(!m_page->banner().isVisible());
    }

    void openingThePageIsQuick()
    {
        // The bar is 50 ms on a quiet machine; a busy one gets some grace here, the benchmark none.
        CatalogPage page(*m_services);
        page.resize(1280, 820);
        QElapsedTimer timer;
        timer.start();
        page.show();
        QVERIFY(!page.grab().isNull());
        const qint64 ms = timer.elapsed();
        qInfo("opened and painted in %lld ms", qlonglong(ms));
        QVERIFY2(ms < 400, qPrintable(QString::number(ms)));
    }
};

QTEST_MAIN(TestCatalogPage)
#include "tst_catalogpage.moc"
