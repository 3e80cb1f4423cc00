"""First names and surnames as one hears them in a Dutch town; combined by chance, so that nobody is meant."""

from __future__ import annotations

from typing import NamedTuple


class Origin(NamedTuple):
    """Names that go together. Where older people have other first names, those stand apart."""

    women: tuple[str, ...]
    men: tuple[str, ...]
    surnames: tuple[str, ...]
    older_women: tuple[str, ...] = ()
    older_men: tuple[str, ...] = ()


def _split(names: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in names.split(","))


DUTCH = Origin(
    women=_split(
        "Sanne, Lisa, Anouk, Femke, Iris, Marloes, Kim, Esther, Mirjam, Linda, Wendy, Sandra, Petra, "
        "Ingrid, Yvonne, Monique, Zoë, Noor, Roos, Maud, Daphne, Chantal, Saskia, Angelique, Manon, Renée"
    ),
    men=_split(
        "Thijs, Daan, Sven, Bram, Ruben, Niels, Dennis, Jeroen, Marcel, Edwin, Patrick, Erik, René, "
        "Peter, Rob, Frank, Martijn, Sander, Joost, Wouter, Luuk, Stijn, Kevin, Danny, Arjan, Koen"
    ),
    older_women=_split(
        "Gerda, Wilhelmina, Truus, Corrie, Riet, Annie, Bep, Jannie, Greet, Hennie, Tonny, Ria, Willy, "
        "Nel, Toos, Ans, Joke, Coby, Mien, Leny, Dinie, Fien, Johanna, Cornelia"
    ),
    older_men=_split(
        "Henk, Kees, Piet, Gerrit, Wim, Cor, Joop, Ton, Jaap, Arie, Bertus, Harm, Klaas, Theo, Gerard, "
        "Leen, Dirk, Siem, Nico, Hendrik, Willem, Johannes, Aad, Sjaak"
    ),
    surnames=_split(
        "de Jong, Jansen, de Vries, van den Berg, Bakker, van Dijk, Visser, Smit, Meijer, de Boer, "
        "Mulder, de Groot, Bos, Vos, Peters, Hendriks, van Leeuwen, Dekker, Brouwer, de Wit, Dijkman, "
        "Smits, de Graaf, van der Meer, van der Linden, Kok, Jacobs, de Haan, Vermeulen, van den Heuvel, "
        "van der Veen, van den Broek, de Bruin, van der Heijden, Schouten, van Beek, Willems, van Vliet, "
        "Hoekman, Koster, van Dam, van der Wal, Prins, Blom, Huisman, Kuiper, van Wijk, Verhoef, "
        "Oosterhuis, Donkers, Slot, Vrolijk, Lammers, Olthof, in 't Veld, van 't Hof, op den Camp, ter "
        "Braak, van Zanten, Roelofs, Schippers, Evers, Jansen-Bakker, de Wit-Visser"
    ),
)
FRISIAN = Origin(
    women=_split("Nynke, Femke, Anke, Minke, Sietske, Hinke, Jildou, Marrit"),
    men=_split("Sjoerd, Jelle, Hylke, Durk, Wiebe, Rinse, Douwe, Jorrit"),
    older_women=_split("Wytske, Froukje, Tjitske, Baukje, Grietje, Sjoukje"),
    older_men=_split("Oeds, Sjouke, Tjeerd, Bauke, Feike, Geart"),
    surnames=_split(
        "Hoekstra, Wierda, Terpstra, Dijkstra, Zijlstra, Feenstra, Sjoerdsma, Bouma, Tamminga, van der Ploeg"
    ),
)
TURKISH = Origin(
    women=_split("Elif, Zeynep, Gülşen, Derya, Esra, Büşra, Sevgi, Aylin"),
    men=_split("Emre, Murat, Serkan, Yusuf, Barış, Kerem, Onur, Hakan"),
    older_women=_split("Hatice, Ayşe, Fatma, Emine, Hanife"),
    older_men=_split("Mehmet, İbrahim, Hasan, Osman, Süleyman"),
    surnames=_split(
        "Yıldırım, Öztürk, Şahin, Çelik, Kaplan, Koç, Güneş, Doğan, Aydın, Karataş, Yıldız, Aslan"
    ),
)
MOROCCAN = Origin(
    women=_split("Samira, Naïma, Ikram, Hanane, Loubna, Soumaya, Karima, Yasmina"),
    men=_split("Mohammed, Youssef, Rachid, Bilal, Ilias, Karim, Noureddine, Tarik"),
    older_women=_split("Fatima, Khadija, Zohra, Malika, Rahma"),
    older_men=_split("Ahmed, Abdellah, Driss, Lahcen, Mimoun"),
    surnames=_split(
        "Saïdi, el Amrani, Benali, Ouali, el Khattabi, Azzouzi, Haddou, Amraoui, Chaouch, el Idrissi, Bouchta"
    ),
)
SURINAMESE = Origin(
    women=_split("Sharda, Asha, Melissa, Priya, Joycelyn, Chandra, Natasha, Wonny"),
    men=_split("Radj, Humphrey, Clyde, Vinod, Romeo, Anil, Soeresh, Orlando"),
    older_women=_split("Irma, Rosalia, Hortence, Soemintra, Wilma, Ramkali"),
    older_men=_split("Roy, Harold, Ramdew, Armand, Soerin, Ludwig"),
    surnames=_split(
        "Ramdin, Kalpoe, Jagessar, Pinas, Winter, Vrede, Landveld, Esajas, Bhikharie, Soemodihardjo, Ramlal"
    ),
)
ANTILLEAN = Origin(
    women=_split("Joyce, Ruthmila, Sharnon, Gislaine, Zuleika, Mayra"),
    men=_split("Collin, Giovanni, Quincy, Rignald, Shurandy, Elton"),
    surnames=_split("Martina, Winklaar, Manuela, Cijntje, Felicia, Rosaria, Koeiman, Sambo"),
)
POLISH = Origin(
    women=_split("Agnieszka, Małgorzata, Katarzyna, Joanna, Ewa, Zofia"),
    men=_split("Łukasz, Paweł, Krzysztof, Tomasz, Michał, Grzegorz"),
    surnames=_split("Kowalczyk, Nowak, Woźniak, Mazur, Zając, Król, Pająk, Gołąb, Wróbel"),
)
UKRAINIAN = Origin(
    women=_split("Oksana, Iryna, Natalija, Olha, Svitlana"),
    men=_split("Andrij, Serhij, Mykola, Taras, Vasyl"),
    surnames=_split("Kovalenko, Bondarenko, Tkachenko, Melnyk, Kravets, Lysenko"),
)
SYRIAN = Origin(
    women=_split("Nour, Rima, Hala, Amal, Rania, Lubna"),
    men=_split("Khaled, Omar, Bassam, Mazen, Fadi, Anas"),
    surnames=_split("Haddad, Khoury, al-Hassan, Darwish, Sabbagh, Kassab, al-Masri, Nassar"),
)
ERITREAN = Origin(
    women=_split("Senait, Luwam, Mebrat, Feven, Rahel"),
    men=_split("Yonas, Filmon, Tesfalem, Abel, Merhawi"),
    surnames=_split("Haile, Berhane, Kidane, Gebremariam, Woldu, Tekle, Habte, Ghebremedhin"),
)
INDONESIAN_DUTCH = Origin(
    women=_split("Mireille, Naomi, Grace, Wies, Jopie"),
    men=_split("Rudy, Ferry, Jimmy, Ventje, Dolf"),
    surnames=_split("Pattinama, Latuheru, Sahetapy, Tomasoa, Leatemia, de Fretes, van Eldik, Hitipeuw"),
)
CHINESE_DUTCH = Origin(
    women=_split("Mei Ling, Xiaoyan, Li Na, Suzie, Wai Yee"),
    men=_split("Wei, Jun, Kenny, Kwok Wai, Ming"),
    surnames=_split("Chan, Cheung, Liu, Wu, Lam, Zhang, Chen"),
)
AFRICAN = Origin(
    women=_split("Abena, Hodan, Maria, Fatoumata, Amina"),
    men=_split("Kofi, Abdi, João, Mamadou, Emmanuel"),
    surnames=_split("Mensah, Owusu, Warsame, Fonseca, Lopes, Diallo, Boateng"),
)

ORIGINS: dict[Origin, int] = {
    DUTCH: 46,
    FRISIAN: 7,
    TURKISH: 8,
    MOROCCAN: 9,
    SURINAMESE: 8,
    ANTILLEAN: 4,
    POLISH: 4,
    UKRAINIAN: 2,
    SYRIAN: 3,
    ERITREAN: 2,
    INDONESIAN_DUTCH: 4,
    CHINESE_DUTCH: 3,
    AFRICAN: 3,
}
NEWCOMERS: dict[Origin, int] = {SYRIAN: 9, ERITREAN: 6, UKRAINIAN: 6, POLISH: 3, TURKISH: 2, AFRICAN: 3}
