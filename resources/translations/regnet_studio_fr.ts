<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="fr" sourcelanguage="en">
    <context>
        <name>AnswerCard</name>
        <message>
            <source>A heat map needs a run: an export gives its answer alone, not the layers that a map is made of. Open the run it came from.</source>
            <translation>Une carte de chaleur demande une exécution : un export ne donne que sa réponse, pas les couches dont une carte est faite. Ouvrez l’exécution dont il vient.</translation>
        </message>
        <message>
            <source>Calibrated: of the images given 80 %, about 80 % are right.</source>
            <translation>Calibré : des images données à 80 %, environ 80 % sont justes.</translation>
        </message>
        <message>
            <source>Grad-CAM</source>
            <translation>Grad-CAM</translation>
        </message>
        <message>
            <source>Heat map</source>
            <translation>Carte de chaleur</translation>
        </message>
        <message>
            <source>How the heat is reckoned</source>
            <translation>Comment la chaleur est calculée</translation>
        </message>
        <message>
            <source>Integrated gradients</source>
            <translation>Gradients intégrés</translation>
        </message>
        <message>
            <source>Looking where it looked…</source>
            <translation>Recherche de ce qu’il a regardé…</translation>
        </message>
        <message>
            <source>Most frequent</source>
            <translation>La plus fréquente</translation>
        </message>
        <message>
            <source>Not calibrated: the percentages may be too sure of themselves.</source>
            <translation>Non calibré : les pourcentages peuvent être trop sûrs d’eux.</translation>
        </message>
        <message>
            <source>Show which places of the image speak for the class</source>
            <translation>Montrer quels endroits de l’image parlent pour la classe</translation>
        </message>
        <message>
            <source>Taken for</source>
            <translation>Pris pour</translation>
        </message>
        <message>
            <source>The brighter a place, the more it speaks for the class; shown as the network sees the image.</source>
            <translation>Plus un endroit est clair, plus il parle pour la classe ; l’image est montrée telle que le réseau la voit.</translation>
        </message>
        <message>
            <source>The network was trained on this very image: its answer says little about new ones.</source>
            <translation>Le réseau a été entraîné sur cette image même : sa réponse en dit peu sur de nouvelles images.</translation>
        </message>
    </context>
    <context>
        <name>AugmentTab</name>
        <message>
            <source>As they are</source>
            <translation>Telles quelles</translation>
        </message>
        <message>
            <source>Draw again</source>
            <translation>Tirer à nouveau</translation>
        </message>
        <message>
            <source>Other images</source>
            <translation>D’autres images</translation>
        </message>
        <message>
            <source>Show these images without any variation</source>
            <translation>Montrer ces images sans aucune variation</translation>
        </message>
        <message>
            <source>The same images as in the next epoch</source>
            <translation>Les mêmes images qu’à l’époque suivante</translation>
        </message>
        <message>
            <source>Training images as the network sees them, {size} px</source>
            <translation>Images d’entraînement telles que le réseau les voit, {size} px</translation>
        </message>
        <message>
            <source>Training images as they are, {size} px</source>
            <translation>Images d’entraînement telles quelles, {size} px</translation>
        </message>
    </context>
    <context>
        <name>BalanceTab</name>
        <message>
            <source>Back to the chart</source>
            <translation>Revenir au graphique</translation>
        </message>
        <message>
            <source>Making the images…</source>
            <translation>Création des images…</translation>
        </message>
        <message>
            <source>Only SMOTE and its kin make new images</source>
            <translation>Seuls SMOTE et ses variantes créent de nouvelles images</translation>
        </message>
        <message>
            <source>See what the network would be shown besides your own images</source>
            <translation>Voir ce que le réseau verrait en plus de vos propres images</translation>
        </message>
        <message>
            <source>Show the synthetic images</source>
            <translation>Montrer les images synthétiques</translation>
        </message>
        <message>
            <source>There are no new images to show: above 32 px SMOTE works between the features of the trained network, on which its last layer is then trained anew. Set balance.space to pixels to blend the images themselves.</source>
            <translation>Il n’y a pas de nouvelles images à montrer : au-delà de 32 px, SMOTE travaille entre les caractéristiques du réseau entraîné, sur lesquelles sa dernière couche est ensuite réentraînée. Réglez balance.space sur pixels pour mélanger les images elles-mêmes.</translation>
        </message>
        <message>
            <source>after</source>
            <translation>après</translation>
        </message>
        <message>
            <source>before</source>
            <translation>avant</translation>
        </message>
        <message>
            <source>imbalance after</source>
            <translation>déséquilibre après</translation>
        </message>
        <message>
            <source>memory it takes</source>
            <translation>mémoire nécessaire</translation>
        </message>
        <message>
            <source>{n} new images will be made; {shown} of them:</source>
            <translation>{n} nouvelles images seront créées ; en voici {shown} :</translation>
        </message>
    </context>
    <context>
        <name>Banner</name>
        <message>
            <source>Dismiss</source>
            <translation>Fermer ce message</translation>
        </message>
    </context>
    <context>
        <name>BatchTab</name>
        <message>
            <source>Batch sizes that were tried</source>
            <translation>Tailles de lot essayées</translation>
        </message>
        <message>
            <source>Find batch size</source>
            <translation>Trouver la taille de lot</translation>
        </message>
        <message>
            <source>How many images at a time?</source>
            <translation>Combien d’images à la fois ?</translation>
        </message>
        <message>
            <source>Images</source>
            <translation>Images</translation>
        </message>
        <message>
            <source>Images a second</source>
            <translation>Images par seconde</translation>
        </message>
        <message>
            <source>Memory</source>
            <translation>Mémoire</translation>
        </message>
        <message>
            <source>Memory does not hold twice the largest.</source>
            <translation>La mémoire ne contient pas le double du plus grand lot.</translation>
        </message>
        <message>
            <source>Real steps with ever larger batches show how fast each is and what memory holds. Larger ones are not better by themselves: they want a higher learning rate.</source>
            <translation>De vrais pas avec des lots de plus en plus grands montrent la vitesse de chacun et ce que la mémoire contient. Un grand lot n’est pas meilleur en soi : il demande un taux d’apprentissage plus élevé.</translation>
        </message>
        <message>
            <source>Suggested: the smallest that is at least 95 % as fast as the fastest.</source>
            <translation>Proposé : le plus petit lot qui atteint au moins 95 % de la vitesse du plus rapide.</translation>
        </message>
        <message>
            <source>The largest was reckoned, not tried: its steps take long.</source>
            <translation>Le plus grand a été calculé, non essayé : ses pas sont longs.</translation>
        </message>
        <message>
            <source>There are not twice as many training images as the largest.</source>
            <translation>Il n’y a pas deux fois plus d’images d’entraînement que n’en compte le plus grand.</translation>
        </message>
        <message>
            <source>Trying {n} images</source>
            <translation>Essai avec {n} images</translation>
        </message>
        <message>
            <source>Use this batch size</source>
            <translation>Utiliser cette taille de lot</translation>
        </message>
        <message>
            <source>batch now</source>
            <translation>lot actuel</translation>
        </message>
        <message>
            <source>does not fit</source>
            <translation>ne tient pas</translation>
        </message>
        <message>
            <source>largest that fits</source>
            <translation>plus grand possible</translation>
        </message>
        <message>
            <source>suggested</source>
            <translation>proposé</translation>
        </message>
        <message>
            <source>suggested batch</source>
            <translation>taille proposée</translation>
        </message>
    </context>
    <context>
        <name>Callout</name>
        <message>
            <source>Leave</source>
            <translation>Quitter</translation>
        </message>
        <message>
            <source>Next</source>
            <translation>Suivante</translation>
        </message>
        <message>
            <source>Progress of the training</source>
            <translation>Progression de l’entraînement</translation>
        </message>
    </context>
    <context>
        <name>CameraView</name>
        <message>
            <source>Ask about the newest frame as soon as the one before is answered</source>
            <translation>Interroger sur l’image la plus récente dès que la précédente a sa réponse</translation>
        </message>
        <message>
            <source>Ask the network what the camera sees now</source>
            <translation>Demander au réseau ce que la caméra voit maintenant</translation>
        </message>
        <message>
            <source>Camera</source>
            <translation>Caméra</translation>
        </message>
        <message>
            <source>Connect one, or allow this program to use it in the system's settings.</source>
            <translation>Branchez-en une, ou permettez à ce programme de l’utiliser dans les réglages du système.</translation>
        </message>
        <message>
            <source>Install it with: pip install "regnet-studio[camera]", then start again.</source>
            <translation>Installez-le avec : pip install "regnet-studio[camera]", puis relancez.</translation>
        </message>
        <message>
            <source>It is installed, but cannot be loaded here: {reason}</source>
            <translation>Il est installé, mais ne peut pas être chargé ici : {reason}</translation>
        </message>
        <message>
            <source>Look</source>
            <translation>Regarder</translation>
        </message>
        <message>
            <source>Look all the time</source>
            <translation>Regarder sans cesse</translation>
        </message>
        <message>
            <source>Looking for a camera…</source>
            <translation>Recherche d’une caméra…</translation>
        </message>
        <message>
            <source>No camera was found</source>
            <translation>Aucune caméra n’a été trouvée</translation>
        </message>
        <message>
            <source>The camera gives no picture</source>
            <translation>La caméra ne donne pas d’image</translation>
        </message>
        <message>
            <source>The camera needs QtMultimedia</source>
            <translation>La caméra demande QtMultimedia</translation>
        </message>
        <message>
            <source>Try again</source>
            <translation>Réessayer</translation>
        </message>
        <message>
            <source>Waiting for the picture…</source>
            <translation>En attente de l’image…</translation>
        </message>
        <message>
            <source>What the camera sees</source>
            <translation>Ce que voit la caméra</translation>
        </message>
        <message>
            <source>{reason}. Close other programs that use it, then try again.</source>
            <translation>{reason}. Fermez les autres programmes qui l’utilisent, puis réessayez.</translation>
        </message>
    </context>
    <context>
        <name>ChangePanel</name>
        <message>
            <source>Apply and go on</source>
            <translation>Appliquer et continuer</translation>
        </message>
        <message>
            <source>Apply and stay paused</source>
            <translation>Appliquer et rester en pause</translation>
        </message>
        <message>
            <source>Change the run</source>
            <translation>Modifier l’exécution</translation>
        </message>
        <message>
            <source>Change this run</source>
            <translation>Modifier cette exécution</translation>
        </message>
        <message>
            <source>Changed so far</source>
            <translation>Modifié jusqu’ici</translation>
        </message>
        <message>
            <source>Epoch {position}: {what} {before} → {after}</source>
            <translation>Époque {position} : {what} {before} → {after}</translation>
        </message>
        <message>
            <source>Go on with this run</source>
            <translation>Continuer cette exécution</translation>
        </message>
        <message>
            <source>How strongly images are varied: 0 not at all, 2 twice as much</source>
            <translation>Intensité des variations d’images : 0 aucune, 2 deux fois plus</translation>
        </message>
        <message>
            <source>Not now</source>
            <translation>Pas maintenant</translation>
        </message>
        <message>
            <source>Only the run's settings change; it stands still</source>
            <translation>Seuls les réglages de l’exécution changent ; elle reste arrêtée</translation>
        </message>
        <message>
            <source>Resume</source>
            <translation>Reprendre</translation>
        </message>
        <message>
            <source>The learning rate follows its course over the new length.</source>
            <translation>Le taux d’apprentissage suit son évolution sur la nouvelle durée.</translation>
        </message>
        <message>
            <source>The run's state is kept exactly; the new values hold from the next step on.</source>
            <translation>L’état de l’exécution est conservé exactement ; les nouvelles valeurs valent dès le pas suivant.</translation>
        </message>
        <message>
            <source>Train further</source>
            <translation>Prolonger l’entraînement</translation>
        </message>
        <message>
            <source>{n} epochs are done already: take {least} or more</source>
            <translation>{n} époques sont déjà faites : choisissez {least} ou plus</translation>
        </message>
    </context>
    <context>
        <name>ChangedImages</name>
        <message>
            <source>As one of several tests (Holm): {p}.</source>
            <translation>Comme un test parmi plusieurs (Holm) : {p}.</translation>
        </message>
        <message>
            <source>No two of these runs were evaluated on the same images.</source>
            <translation>Aucune paire de ces exécutions n’a été évaluée sur les mêmes images.</translation>
        </message>
        <message>
            <source>There are no such images</source>
            <translation>Il n’y a pas d’images de ce genre</translation>
        </message>
        <message>
            <source>Which of the two is right</source>
            <translation>Laquelle des deux a raison</translation>
        </message>
        <message>
            <source>Which two runs</source>
            <translation>Quelles deux exécutions</translation>
        </message>
        <message>
            <source>below each image: what it is → what {run} takes it for</source>
            <translation>sous chaque image : ce qu’elle est → ce pour quoi {run} la prend</translation>
        </message>
        <message>
            <source>exact</source>
            <translation>exact</translation>
        </message>
        <message>
            <source>only {run} is right ({n})</source>
            <translation>seule {run} a raison ({n})</translation>
        </message>
        <message>
            <source>with continuity correction</source>
            <translation>avec correction de continuité</translation>
        </message>
        <message>
            <source>{first} and {second}</source>
            <translation>{first} et {second}</translation>
        </message>
        <message>
            <source>{images} common images: both right {both}, only {first} {one}, only {second} {other}, neither {neither}. McNemar's test ({kind}): {p}.</source>
            <translation>{images} images communes : les deux ont raison {both}, seule {first} {one}, seule {second} {other}, aucune {neither}. Test de McNemar ({kind}) : {p}.</translation>
        </message>
        <message>
            <source>{n} image(s) are left out: only one of the two has them, or under another class.</source>
            <translation>{n} image(s) écartée(s) : une seule des deux les a, ou sous une autre classe.</translation>
        </message>
    </context>
    <context>
        <name>CheckTab</name>
        <message>
            <source>A few real steps tell the memory, the time of an epoch and of the whole run, and what limits it. Nothing is kept of them.</source>
            <translation>Quelques vrais pas indiquent la mémoire, la durée d’une époque et de toute l’exécution, et ce qui la limite. Rien n’en est conservé.</translation>
        </message>
        <message>
            <source>A step of {n} images takes {time}</source>
            <translation>Un pas de {n} images prend {time}</translation>
        </message>
        <message>
            <source>Check first</source>
            <translation>Vérifier d’abord</translation>
        </message>
        <message>
            <source>Computing limits it: {share} of the work is {model} itself</source>
            <translation>Le calcul limite : {share} du travail est {model} lui-même</translation>
        </message>
        <message>
            <source>How long, and does it fit?</source>
            <translation>Combien de temps, et est-ce que ça tient ?</translation>
        </message>
        <message>
            <source>Memory limits it: {n} of the {batch} images of a batch fit at once</source>
            <translation>La mémoire limite : {n} des {batch} images d’un lot tiennent à la fois</translation>
        </message>
        <message>
            <source>Memory of {device}</source>
            <translation>Mémoire de {device}</translation>
        </message>
        <message>
            <source>The images limit it: {share} of the work is reading and varying them</source>
            <translation>Les images limitent : {share} du travail est de les lire et de les varier</translation>
        </message>
        <message>
            <source>a validation</source>
            <translation>une validation</translation>
        </message>
        <message>
            <source>an epoch</source>
            <translation>une époque</translation>
        </message>
        <message>
            <source>by the steps {n}</source>
            <translation>par les pas {n}</translation>
        </message>
        <message>
            <source>computing {time}</source>
            <translation>calcul {time}</translation>
        </message>
        <message>
            <source>free {n}</source>
            <translation>libre {n}</translation>
        </message>
        <message>
            <source>images a second</source>
            <translation>images par seconde</translation>
        </message>
        <message>
            <source>in use before {n}</source>
            <translation>utilisée avant {n}</translation>
        </message>
        <message>
            <source>memory</source>
            <translation>mémoire</translation>
        </message>
        <message>
            <source>reading and varying {time}</source>
            <translation>lecture et variations {time}</translation>
        </message>
        <message>
            <source>whole run</source>
            <translation>exécution entière</translation>
        </message>
        <message>
            <source>{model}, {params} parameters, on {device} ({precision}): {epochs} epochs of {steps} steps with {images} images each</source>
            <translation>{model}, {params} paramètres, sur {device} ({precision}) : {epochs} époques de {steps} pas de {images} images chacun</translation>
        </message>
    </context>
    <context>
        <name>Chips</name>
        <message>
            <source>More tags</source>
            <translation>Plus d’étiquettes</translation>
        </message>
    </context>
    <context>
        <name>ClassBox</name>
        <message>
            <source>All classes</source>
            <translation>Toutes les classes</translation>
        </message>
        <message>
            <source>Class shown</source>
            <translation>Classe affichée</translation>
        </message>
        <message>
            <source>Show one class; type a part of its name</source>
            <translation>Afficher une classe ; tapez une partie de son nom</translation>
        </message>
    </context>
    <context>
        <name>ClassCounts</name>
        <message>
            <source>Images per class</source>
            <translation>Images par classe</translation>
        </message>
    </context>
    <context>
        <name>ClassQuestion</name>
        <message>
            <source>Cancel</source>
            <translation>Annuler</translation>
        </message>
        <message>
            <source>Classes</source>
            <translation>Classes</translation>
        </message>
        <message>
            <source>Name of the class</source>
            <translation>Nom de la classe</translation>
        </message>
        <message>
            <source>Type to search, or a new class</source>
            <translation>Tapez pour chercher, ou une nouvelle classe</translation>
        </message>
        <message>
            <source>“{name}” will be a new class.</source>
            <translation>« {name} » sera une nouvelle classe.</translation>
        </message>
    </context>
    <context>
        <name>ClassTable</name>
        <message>
            <source>Figures per class</source>
            <translation>Indicateurs par classe</translation>
        </message>
    </context>
    <context>
        <name>ClassesTab</name>
        <message>
            <source>Call the selected class something else; another class's name merges them</source>
            <translation>Donner un autre nom à la classe choisie ; le nom d’une autre classe les fusionne</translation>
        </message>
        <message>
            <source>Call “{name}”:</source>
            <translation>Renommer « {name} » en :</translation>
        </message>
        <message>
            <source>Go to the images of the selected class (Enter)</source>
            <translation>Aller aux images de la classe choisie (Entrée)</translation>
        </message>
        <message>
            <source>Rename</source>
            <translation>Renommer</translation>
        </message>
        <message>
            <source>Rename or merge…</source>
            <translation>Renommer ou fusionner…</translation>
        </message>
        <message>
            <source>Show its images</source>
            <translation>Afficher ses images</translation>
        </message>
        <message>
            <source>“{name}” is a class already: both become one.</source>
            <translation>« {name} » est déjà une classe : les deux n’en feront qu’une.</translation>
        </message>
    </context>
    <context>
        <name>Commands</name>
        <message>
            <source>About RegNet Studio</source>
            <translation>À propos de RegNet Studio</translation>
        </message>
        <message>
            <source>Add to the queue: train these settings later</source>
            <translation>Ajouter à la file d’attente : entraîner ces réglages plus tard</translation>
        </message>
        <message>
            <source>Close the window</source>
            <translation>Fermer la fenêtre</translation>
        </message>
        <message>
            <source>Discard the run…</source>
            <translation>Abandonner l’exécution…</translation>
        </message>
        <message>
            <source>Find anything</source>
            <translation>Tout rechercher</translation>
        </message>
        <message>
            <source>Full screen, and back</source>
            <translation>Plein écran, et retour</translation>
        </message>
        <message>
            <source>Go on training</source>
            <translation>Continuer l’entraînement</translation>
        </message>
        <message>
            <source>Go to the runs</source>
            <translation>Aller aux exécutions</translation>
        </message>
        <message>
            <source>Help</source>
            <translation>Aide</translation>
        </message>
        <message>
            <source>Interrupt, and resume later</source>
            <translation>Interrompre, et reprendre plus tard</translation>
        </message>
        <message>
            <source>Keyboard shortcuts</source>
            <translation>Raccourcis clavier</translation>
        </message>
        <message>
            <source>Language: {name}</source>
            <translation>Langue : {name}</translation>
        </message>
        <message>
            <source>Larger text</source>
            <translation>Texte plus grand</translation>
        </message>
        <message>
            <source>Next tab</source>
            <translation>Onglet suivant</translation>
        </message>
        <message>
            <source>No run is going on</source>
            <translation>Aucune exécution n’est en cours</translation>
        </message>
        <message>
            <source>Open a folder of images…</source>
            <translation>Ouvrir un dossier d’images…</translation>
        </message>
        <message>
            <source>Open an archive or a table of images…</source>
            <translation>Ouvrir une archive ou un tableau d’images…</translation>
        </message>
        <message>
            <source>Open the folder of the log</source>
            <translation>Ouvrir le dossier du journal</translation>
        </message>
        <message>
            <source>Pause</source>
            <translation>Pause</translation>
        </message>
        <message>
            <source>Previous tab</source>
            <translation>Onglet précédent</translation>
        </message>
        <message>
            <source>See the whole road in half a minute</source>
            <translation>Voir tout le parcours en une demi-minute</translation>
        </message>
        <message>
            <source>Show or hide the log</source>
            <translation>Afficher ou masquer le journal</translation>
        </message>
        <message>
            <source>Smaller text</source>
            <translation>Texte plus petit</translation>
        </message>
        <message>
            <source>Stop after this batch, keep the best</source>
            <translation>Arrêter après ce lot, garder le meilleur</translation>
        </message>
        <message>
            <source>Stop after this epoch, keep the best</source>
            <translation>Arrêter après cette époque, garder le meilleur</translation>
        </message>
        <message>
            <source>Stop telling when a run ends</source>
            <translation>Ne plus signaler la fin d’une exécution</translation>
        </message>
        <message>
            <source>Tell when a run ends and the window is not in sight</source>
            <translation>Signaler la fin d’une exécution quand la fenêtre n’est pas visible</translation>
        </message>
        <message>
            <source>Text of normal size</source>
            <translation>Texte de taille normale</translation>
        </message>
        <message>
            <source>The run is ending</source>
            <translation>L’exécution se termine</translation>
        </message>
        <message>
            <source>Theme: as the system</source>
            <translation>Thème : comme le système</translation>
        </message>
        <message>
            <source>Theme: dark</source>
            <translation>Thème : sombre</translation>
        </message>
        <message>
            <source>Theme: light</source>
            <translation>Thème : clair</translation>
        </message>
        <message>
            <source>Train</source>
            <translation>Entraîner</translation>
        </message>
        <message>
            <source>as the system</source>
            <translation>comme le système</translation>
        </message>
    </context>
    <context>
        <name>ComparePage</name>
        <message>
            <source>All runs in a table</source>
            <translation>Toutes les exécutions dans un tableau</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>Fermer</translation>
        </message>
        <message>
            <source>Compare runs</source>
            <translation>Comparer des exécutions</translation>
        </message>
        <message>
            <source>Compare {n} runs</source>
            <translation>Comparer {n} exécutions</translation>
        </message>
        <message>
            <source>Curves</source>
            <translation>Courbes</translation>
        </message>
        <message>
            <source>Figures</source>
            <translation>Indicateurs</translation>
        </message>
        <message>
            <source>Images that changed sides</source>
            <translation>Images qui ont changé de côté</translation>
        </message>
        <message>
            <source>Nothing is compared</source>
            <translation>Rien n’est comparé</translation>
        </message>
        <message>
            <source>Reading run {n} of {of}…</source>
            <translation>Lecture de l’exécution {n} sur {of}…</translation>
        </message>
        <message>
            <source>Reading the runs…</source>
            <translation>Lecture des exécutions…</translation>
        </message>
        <message>
            <source>Select two or more runs, here on the left (Ctrl+click) or in their table.</source>
            <translation>Choisissez au moins deux exécutions, ici à gauche (Ctrl+clic) ou dans leur tableau.</translation>
        </message>
        <message>
            <source>These runs cannot be compared</source>
            <translation>Ces exécutions ne peuvent pas être comparées</translation>
        </message>
    </context>
    <context>
        <name>CompareTable</name>
        <message>
            <source>Cost</source>
            <translation>Coût</translation>
        </message>
        <message>
            <source>Figures, cost and settings of the runs</source>
            <translation>Indicateurs, coût et réglages des exécutions</translation>
        </message>
        <message>
            <source>Images per second</source>
            <translation>Images par seconde</translation>
        </message>
        <message>
            <source>In brackets: where it lies with 95 % certainty</source>
            <translation>Entre parenthèses : où se situe la valeur avec 95 % de certitude</translation>
        </message>
        <message>
            <source>Memory at most</source>
            <translation>Mémoire au plus</translation>
        </message>
        <message>
            <source>Multiply-accumulates</source>
            <translation>Multiplications-accumulations</translation>
        </message>
        <message>
            <source>Parameters</source>
            <translation>Paramètres</translation>
        </message>
        <message>
            <source>Settings that differ</source>
            <translation>Réglages qui diffèrent</translation>
        </message>
        <message>
            <source>Status</source>
            <translation>État</translation>
        </message>
        <message>
            <source>Test images</source>
            <translation>Images de test</translation>
        </message>
        <message>
            <source>Test images looked at</source>
            <translation>Images de test regardées</translation>
        </message>
        <message>
            <source>Trained on</source>
            <translation>Entraîné sur</translation>
        </message>
        <message>
            <source>Training time</source>
            <translation>Durée d’entraînement</translation>
        </message>
        <message>
            <source>none</source>
            <translation>aucun</translation>
        </message>
        <message>
            <source>once</source>
            <translation>une fois</translation>
        </message>
        <message>
            <source>{n} times</source>
            <translation>{n} fois</translation>
        </message>
    </context>
    <context>
        <name>ConfusionMatrix</name>
        <message>
            <source>Confusion matrix of {n} classes: {right} of {total} on the diagonal</source>
            <translation>Matrice de confusion de {n} classes : {right} sur {total} sur la diagonale</translation>
        </message>
        <message>
            <source>Of what was taken for {guess}, {count} of {of} are {truth} ({share})</source>
            <translation>De ce qui a été pris pour {guess}, {count} sur {of} sont {truth} ({share})</translation>
        </message>
        <message>
            <source>{truth} recognised: {count} of {of} ({share})</source>
            <translation>{truth} reconnu : {count} sur {of} ({share})</translation>
        </message>
        <message>
            <source>{truth} taken for {guess}: {count} of {of} ({share})</source>
            <translation>{truth} pris pour {guess} : {count} sur {of} ({share})</translation>
        </message>
    </context>
    <context>
        <name>ConfusionPanel</name>
        <message>
            <source>% of the predicted (column)</source>
            <translation>% des prédictions (colonne)</translation>
        </message>
        <message>
            <source>% of the truth (row)</source>
            <translation>% de la vérité (ligne)</translation>
        </message>
        <message>
            <source>By confusion</source>
            <translation>Par confusion</translation>
        </message>
        <message>
            <source>By confusion: classes that are taken for each other stand together</source>
            <translation>Par confusion : les classes prises l’une pour l’autre sont côte à côte</translation>
        </message>
        <message>
            <source>Class order</source>
            <translation>Ordre naturel</translation>
        </message>
        <message>
            <source>Click on a cell to see its images; the wheel enlarges</source>
            <translation>Cliquez sur une case pour voir ses images ; la molette agrandit</translation>
        </message>
        <message>
            <source>Confusion matrix</source>
            <translation>Matrice de confusion</translation>
        </message>
        <message>
            <source>Counts</source>
            <translation>Nombres</translation>
        </message>
        <message>
            <source>Order of the classes</source>
            <translation>Ordre des classes</translation>
        </message>
        <message>
            <source>See every class again (0)</source>
            <translation>Revoir toutes les classes (0)</translation>
        </message>
        <message>
            <source>The wheel enlarges, dragging moves</source>
            <translation>La molette agrandit, le glissement déplace</translation>
        </message>
        <message>
            <source>What the cells show</source>
            <translation>Ce que montrent les cases</translation>
        </message>
    </context>
    <context>
        <name>CopiesTab</name>
        <message>
            <source>All groups ({n})</source>
            <translation>Tous les groupes ({n})</translation>
        </message>
        <message>
            <source>Copies of {path}</source>
            <translation>Copies de {path}</translation>
        </message>
        <message>
            <source>Copies shown</source>
            <translation>Copies affichées</translation>
        </message>
        <message>
            <source>Exclude training images that are copies of validation or test images, and all but one of each group within training; this can be undone</source>
            <translation>Exclure les images d’entraînement qui sont des copies d’images de validation ou de test, et toutes sauf une de chaque groupe au sein de l’entraînement ; cela peut être annulé</translation>
        </message>
        <message>
            <source>No copies</source>
            <translation>Aucune copie</translation>
        </message>
        <message>
            <source>No image is there twice: neither as an equal file nor saved another way.</source>
            <translation>Aucune image n’est là deux fois : ni comme fichier identique, ni enregistrée autrement.</translation>
        </message>
        <message>
            <source>Show the group</source>
            <translation>Afficher le groupe</translation>
        </message>
        <message>
            <source>Take copies out of training</source>
            <translation>Retirer les copies de l’entraînement</translation>
        </message>
        <message>
            <source>{n} groups lie in several splits: the test would be too easy.</source>
            <translation>{n} groupes sont répartis sur plusieurs partitions : le test serait trop facile.</translation>
        </message>
        <message>
            <source>{n} images are copies of others.</source>
            <translation>{n} images sont des copies d’autres.</translation>
        </message>
    </context>
    <context>
        <name>CostAccuracy</name>
        <message>
            <source>Accuracy against</source>
            <translation>Exactitude en fonction de</translation>
        </message>
        <message>
            <source>Accuracy against cost</source>
            <translation>Exactitude en fonction du coût</translation>
        </message>
        <message>
            <source>Cost against which it is drawn</source>
            <translation>Coût en abscisse</translation>
        </message>
        <message>
            <source>No run has been evaluated</source>
            <translation>Aucune exécution n’a été évaluée</translation>
        </message>
        <message>
            <source>accuracy, %</source>
            <translation>exactitude, %</translation>
        </message>
        <message>
            <source>memory</source>
            <translation>mémoire</translation>
        </message>
        <message>
            <source>multiply-accumulates</source>
            <translation>multiplications-accumulations</translation>
        </message>
        <message>
            <source>parameters</source>
            <translation>paramètres</translation>
        </message>
        <message>
            <source>training time</source>
            <translation>durée d’entraînement</translation>
        </message>
    </context>
    <context>
        <name>CostPlot</name>
        <message>
            <source>Accuracy against cost</source>
            <translation>Exactitude en fonction du coût</translation>
        </message>
        <message>
            <source>Cost against which it is drawn</source>
            <translation>Coût en abscisse</translation>
        </message>
        <message>
            <source>Data set of the accuracy</source>
            <translation>Jeu de données de l’exactitude</translation>
        </message>
        <message>
            <source>No published figures</source>
            <translation>Aucun chiffre publié</translation>
        </message>
        <message>
            <source>multiply-accumulates</source>
            <translation>multiplications-accumulations</translation>
        </message>
        <message>
            <source>parameters</source>
            <translation>paramètres</translation>
        </message>
        <message>
            <source>top-1, %</source>
            <translation>top-1, %</translation>
        </message>
        <message>
            <source>training memory</source>
            <translation>mémoire d’entraînement</translation>
        </message>
        <message>
            <source>{name}: no published figure on this data set</source>
            <translation>{name} : aucun chiffre publié sur ce jeu de données</translation>
        </message>
    </context>
    <context>
        <name>CrashDialog</name>
        <message>
            <source>Close</source>
            <translation>Fermer</translation>
        </message>
        <message>
            <source>Copy</source>
            <translation>Copier</translation>
        </message>
        <message>
            <source>Nothing is sent by the program. The report holds versions, the stack and the end of the log: no image, but paths. Please send it along when you tell us.</source>
            <translation>Le programme n’envoie rien. Le rapport contient les versions, la pile et la fin du journal : aucune image, mais des chemins. Joignez-le quand vous nous écrivez.</translation>
        </message>
        <message>
            <source>Open the folder</source>
            <translation>Ouvrir le dossier</translation>
        </message>
        <message>
            <source>Report</source>
            <translation>Rapport</translation>
        </message>
        <message>
            <source>Report of a crash</source>
            <translation>Rapport d’un plantage</translation>
        </message>
        <message>
            <source>Save the report</source>
            <translation>Enregistrer le rapport</translation>
        </message>
        <message>
            <source>Save…</source>
            <translation>Enregistrer…</translation>
        </message>
        <message>
            <source>Text (*.txt)</source>
            <translation>Texte (*.txt)</translation>
        </message>
        <message>
            <source>The program ended unexpectedly</source>
            <translation>Le programme s’est terminé de façon inattendue</translation>
        </message>
    </context>
    <context>
        <name>CrashOffer</name>
        <message>
            <source>Bring them back</source>
            <translation>Les rétablir</translation>
        </message>
        <message>
            <source>Show the report</source>
            <translation>Afficher le rapport</translation>
        </message>
        <message>
            <source>The program ended unexpectedly last time (begun {when})</source>
            <translation>Le programme s’est terminé de façon inattendue la dernière fois (lancé {when})</translation>
        </message>
        <message>
            <source>The settings that you were making when the program ended are still there</source>
            <translation>Les réglages que vous faisiez quand le programme s’est terminé sont toujours là</translation>
        </message>
    </context>
    <context>
        <name>Curves</name>
        <message>
            <source>A moving average; the values themselves stay in the background</source>
            <translation>Une moyenne mobile ; les valeurs elles-mêmes restent à l’arrière-plan</translation>
        </message>
        <message>
            <source>Accuracy, %</source>
            <translation>Exactitude, %</translation>
        </message>
        <message>
            <source>Best epoch {n}: {accuracy}</source>
            <translation>Meilleure époque {n} : {accuracy}</translation>
        </message>
        <message>
            <source>Curves of loss, accuracy, learning rate and gradient</source>
            <translation>Courbes de la perte, de l’exactitude, du taux d’apprentissage et du gradient</translation>
        </message>
        <message>
            <source>Learning rate</source>
            <translation>Taux d’apprentissage</translation>
        </message>
        <message>
            <source>Log scale</source>
            <translation>Échelle log</translation>
        </message>
        <message>
            <source>Logarithmic scale of loss and learning rate</source>
            <translation>Échelle logarithmique de la perte et du taux d’apprentissage</translation>
        </message>
        <message>
            <source>Loss</source>
            <translation>Perte</translation>
        </message>
        <message>
            <source>Norm of the gradient</source>
            <translation>Norme du gradient</translation>
        </message>
        <message>
            <source>Smoothing</source>
            <translation>Lissage</translation>
        </message>
        <message>
            <source>Smoothing, in percent</source>
            <translation>Lissage, en pour cent</translation>
        </message>
        <message>
            <source>best epoch</source>
            <translation>meilleure époque</translation>
        </message>
        <message>
            <source>changed setting</source>
            <translation>réglage modifié</translation>
        </message>
        <message>
            <source>each step</source>
            <translation>chaque pas</translation>
        </message>
        <message>
            <source>epoch</source>
            <translation>époque</translation>
        </message>
        <message>
            <source>learning rate</source>
            <translation>taux d’apprentissage</translation>
        </message>
        <message>
            <source>norm</source>
            <translation>norme</translation>
        </message>
        <message>
            <source>train</source>
            <translation>entraînement</translation>
        </message>
        <message>
            <source>validation</source>
            <translation>validation</translation>
        </message>
    </context>
    <context>
        <name>CurvesTab</name>
        <message>
            <source>AP {area}</source>
            <translation>AP {area}</translation>
        </message>
        <message>
            <source>AUC {area}</source>
            <translation>AUC {area}</translation>
        </message>
        <message>
            <source>Blue: the mean over classes. {grey}</source>
            <translation>Bleu : la moyenne sur les classes. {grey}</translation>
        </message>
        <message>
            <source>Calibration</source>
            <translation>Calibration</translation>
        </message>
        <message>
            <source>Curve</source>
            <translation>Courbe</translation>
        </message>
        <message>
            <source>ECE {before} as the network says it, {after} at temperature {t}, which was fitted on {split}</source>
            <translation>ECE {before} selon le réseau, {after} à la température {t}, ajustée sur : {split}</translation>
        </message>
        <message>
            <source>ECE {ece}</source>
            <translation>ECE {ece}</translation>
        </message>
        <message>
            <source>False positives, share of the rest</source>
            <translation>Faux positifs, part du reste</translation>
        </message>
        <message>
            <source>Grey: each class against the rest</source>
            <translation>Gris : chaque classe contre le reste</translation>
        </message>
        <message>
            <source>Grey: the {n} hardest classes, each against the rest</source>
            <translation>Gris : les {n} classes les plus difficiles, chacune contre le reste</translation>
        </message>
        <message>
            <source>Kind of curve</source>
            <translation>Type de courbe</translation>
        </message>
        <message>
            <source>Precision</source>
            <translation>Précision</translation>
        </message>
        <message>
            <source>Precision and recall</source>
            <translation>Précision et rappel</translation>
        </message>
        <message>
            <source>ROC</source>
            <translation>ROC</translation>
        </message>
        <message>
            <source>Recall</source>
            <translation>Rappel</translation>
        </message>
        <message>
            <source>This split has too few images of the class, or of the rest.</source>
            <translation>Cette partition a trop peu d’images de la classe, ou du reste.</translation>
        </message>
        <message>
            <source>True positives (recall)</source>
            <translation>Vrais positifs (rappel)</translation>
        </message>
        <message>
            <source>chance</source>
            <translation>hasard</translation>
        </message>
        <message>
            <source>mean</source>
            <translation>moyenne</translation>
        </message>
        <message>
            <source>mean AP {area}</source>
            <translation>AP moyenne {area}</translation>
        </message>
        <message>
            <source>mean AUC {area}</source>
            <translation>AUC moyenne {area}</translation>
        </message>
    </context>
    <context>
        <name>DataBusy</name>
        <message>
            <source>Cancel</source>
            <translation>Annuler</translation>
        </message>
        <message>
            <source>Opening {source}</source>
            <translation>Ouverture de {source}</translation>
        </message>
        <message>
            <source>Progress of the scan</source>
            <translation>Progression de l’analyse</translation>
        </message>
    </context>
    <context>
        <name>DataDesk</name>
        <message>
            <source>Augment</source>
            <translation>Augmentation</translation>
        </message>
        <message>
            <source>Balance</source>
            <translation>Équilibre</translation>
        </message>
        <message>
            <source>Classes</source>
            <translation>Classes</translation>
        </message>
        <message>
            <source>Copies</source>
            <translation>Copies</translation>
        </message>
        <message>
            <source>Images</source>
            <translation>Images</translation>
        </message>
        <message>
            <source>Images of the largest class to those of the smallest, in training</source>
            <translation>Images de la plus grande classe rapportées à celles de la plus petite, à l’entraînement</translation>
        </message>
        <message>
            <source>Images with a copy in another split: they make the test too easy</source>
            <translation>Images dont une copie est dans une autre partition : elles rendent le test trop facile</translation>
        </message>
        <message>
            <source>Problems</source>
            <translation>Problèmes</translation>
        </message>
        <message>
            <source>Redo the edit of the images</source>
            <translation>Rétablir la modification des images</translation>
        </message>
        <message>
            <source>Split</source>
            <translation>Répartition</translation>
        </message>
        <message>
            <source>Undo the last edit of the images</source>
            <translation>Annuler la dernière modification des images</translation>
        </message>
        <message>
            <source>across splits</source>
            <translation>entre partitions</translation>
        </message>
        <message>
            <source>classes</source>
            <translation>classes</translation>
        </message>
        <message>
            <source>colour</source>
            <translation>couleur</translation>
        </message>
        <message>
            <source>copies</source>
            <translation>copies</translation>
        </message>
        <message>
            <source>edits</source>
            <translation>modifications</translation>
        </message>
        <message>
            <source>grey</source>
            <translation>gris</translation>
        </message>
        <message>
            <source>images</source>
            <translation>images</translation>
        </message>
        <message>
            <source>imbalance</source>
            <translation>déséquilibre</translation>
        </message>
        <message>
            <source>problems</source>
            <translation>problèmes</translation>
        </message>
        <message>
            <source>working size</source>
            <translation>taille de travail</translation>
        </message>
        <message>
            <source>{n} excluded</source>
            <translation>{n} exclue(s)</translation>
        </message>
    </context>
    <context>
        <name>DataPage</name>
        <message>
            <source>A built-in set, or the path of a folder, an archive or a table of images; Enter opens it</source>
            <translation>Un jeu intégré, ou le chemin d’un dossier, d’une archive ou d’un tableau d’images ; Entrée l’ouvre</translation>
        </message>
        <message>
            <source>A folder of images</source>
            <translation>Un dossier d’images</translation>
        </message>
        <message>
            <source>An archive or a table of images</source>
            <translation>Une archive ou un tableau d’images</translation>
        </message>
        <message>
            <source>Archives and tables ({all});;Archives ({archives});;Tables ({tables})</source>
            <translation>Archives et tableaux ({all});;Archives ({archives});;Tableaux ({tables})</translation>
        </message>
        <message>
            <source>Choose a folder of images</source>
            <translation>Choisir un dossier d’images</translation>
        </message>
        <message>
            <source>Choose an archive or a table of images</source>
            <translation>Choisir une archive ou un tableau d’images</translation>
        </message>
        <message>
            <source>Data</source>
            <translation>Données</translation>
        </message>
        <message>
            <source>File…</source>
            <translation>Fichier…</translation>
        </message>
        <message>
            <source>Folder…</source>
            <translation>Dossier…</translation>
        </message>
        <message>
            <source>Open a .zip, .tar or .csv of images</source>
            <translation>Ouvrir un .zip, un .tar ou un .csv d’images</translation>
        </message>
        <message>
            <source>Open a folder of images (Ctrl+O)</source>
            <translation>Ouvrir un dossier d’images (Ctrl+O)</translation>
        </message>
        <message>
            <source>Path of a folder, archive or table, then Enter</source>
            <translation>Chemin d’un dossier, d’une archive ou d’un tableau, puis Entrée</translation>
        </message>
        <message>
            <source>Path of the images or name of a built-in set</source>
            <translation>Chemin des images ou nom d’un jeu intégré</translation>
        </message>
    </context>
    <context>
        <name>DataStart</name>
        <message>
            <source>Choose a folder…</source>
            <translation>Choisir un dossier…</translation>
        </message>
        <message>
            <source>Drop a folder, an archive or a table of images here</source>
            <translation>Déposez ici un dossier, une archive ou un tableau d’images</translation>
        </message>
        <message>
            <source>Not now</source>
            <translation>Pas maintenant</translation>
        </message>
        <message>
            <source>One folder per class, such as cat/001.jpg and dog/001.jpg. Folders named train, validation and test are understood, and so are names such as cat.001.jpg and a table of path and label. Your files are never changed.</source>
            <translation>Un dossier par classe, comme cat/001.jpg et dog/001.jpg. Les dossiers nommés train, validation et test sont compris, de même que des noms comme cat.001.jpg et un tableau de chemins et d’étiquettes. Vos fichiers ne sont jamais modifiés.</translation>
        </message>
        <message>
            <source>Or start with a built-in set</source>
            <translation>Ou commencez avec un jeu intégré</translation>
        </message>
        <message>
            <source>See the whole road in half a minute</source>
            <translation>Voir tout le parcours en une demi-minute</translation>
        </message>
        <message>
            <source>Show me</source>
            <translation>Montrez-moi</translation>
        </message>
        <message>
            <source>Trains a network on handwritten digits and goes through every page with you. You can leave at any moment.</source>
            <translation>Entraîne un réseau sur des chiffres manuscrits et parcourt chaque page avec vous. Vous pouvez partir à tout moment.</translation>
        </message>
    </context>
    <context>
        <name>Elsewhere</name>
        <message>
            <source>On other pages</source>
            <translation>Sur d’autres pages</translation>
        </message>
        <message>
            <source>and {n} more: type on</source>
            <translation>et {n} de plus : continuez à taper</translation>
        </message>
    </context>
    <context>
        <name>ErrandCard</name>
        <message>
            <source>Cancel</source>
            <translation>Annuler</translation>
        </message>
        <message>
            <source>Ending…</source>
            <translation>Arrêt en cours…</translation>
        </message>
    </context>
    <context>
        <name>EvaluateDesk</name>
        <message>
            <source>Curves</source>
            <translation>Courbes</translation>
        </message>
        <message>
            <source>Explain</source>
            <translation>Expliquer</translation>
        </message>
        <message>
            <source>Filters</source>
            <translation>Filtres</translation>
        </message>
        <message>
            <source>Images</source>
            <translation>Images</translation>
        </message>
        <message>
            <source>Label errors</source>
            <translation>Erreurs d’étiquetage</translation>
        </message>
        <message>
            <source>Map</source>
            <translation>Carte</translation>
        </message>
        <message>
            <source>Overview</source>
            <translation>Vue d’ensemble</translation>
        </message>
        <message>
            <source>Regulators</source>
            <translation>Régulateurs</translation>
        </message>
        <message>
            <source>Report</source>
            <translation>Rapport</translation>
        </message>
        <message>
            <source>Robustness</source>
            <translation>Robustesse</translation>
        </message>
    </context>
    <context>
        <name>EvaluatePage</name>
        <message>
            <source>Cancel</source>
            <translation>Annuler</translation>
        </message>
        <message>
            <source>Evaluate</source>
            <translation>Évaluation</translation>
        </message>
        <message>
            <source>Evaluate again</source>
            <translation>Évaluer à nouveau</translation>
        </message>
        <message>
            <source>Evaluate {split}</source>
            <translation>Évaluer : {split}</translation>
        </message>
        <message>
            <source>Evaluating…</source>
            <translation>Évaluation…</translation>
        </message>
        <message>
            <source>Go to training</source>
            <translation>Aller à l’entraînement</translation>
        </message>
        <message>
            <source>Its status is: {status}. A run is evaluated when it ends; resume it on the left to bring it there.</source>
            <translation>Son état : {status}. Une exécution est évaluée quand elle se termine ; reprenez-la à gauche pour l’y amener.</translation>
        </message>
        <message>
            <source>Leave it</source>
            <translation>Ne pas y toucher</translation>
        </message>
        <message>
            <source>Look at the test images again?</source>
            <translation>Regarder encore les images de test ?</translation>
        </message>
        <message>
            <source>No run is open</source>
            <translation>Aucune exécution n’est ouverte</translation>
        </message>
        <message>
            <source>See its curves</source>
            <translation>Voir ses courbes</translation>
        </message>
        <message>
            <source>Split that is looked at</source>
            <translation>Partition regardée</translation>
        </message>
        <message>
            <source>Test images</source>
            <translation>Images de test</translation>
        </message>
        <message>
            <source>The network looks at them once, with the weights of its best epoch.</source>
            <translation>Le réseau les regarde une fois, avec les poids de sa meilleure époque.</translation>
        </message>
        <message>
            <source>The {split} images cannot be shown</source>
            <translation>Les images de la partition « {split} » ne peuvent pas être affichées</translation>
        </message>
        <message>
            <source>The {split} images have not been evaluated</source>
            <translation>Les images de la partition « {split} » n’ont pas été évaluées</translation>
        </message>
        <message>
            <source>They were evaluated {n} time(s) so far; this one counts as well, and the report says so. Nothing is learned from them.</source>
            <translation>Elles ont été évaluées {n} fois jusqu’ici ; celle-ci compte aussi, et le rapport le dit. Rien n’est appris d’elles.</translation>
        </message>
        <message>
            <source>Train a network, or choose a run on the left, to see where it is wrong.</source>
            <translation>Entraînez un réseau, ou choisissez une exécution à gauche, pour voir où il se trompe.</translation>
        </message>
        <message>
            <source>Validation images</source>
            <translation>Images de validation</translation>
        </message>
        <message>
            <source>Whoever looks at the test images often, and chooses by what is seen there, ends with a figure that is too good. Choose by validation; test at the end.</source>
            <translation>Qui regarde souvent les images de test, et choisit d’après ce qu’il y voit, finit avec un chiffre trop beau. Choisissez d’après la validation ; testez à la fin.</translation>
        </message>
        <message>
            <source>evaluated once</source>
            <translation>évaluée une fois</translation>
        </message>
        <message>
            <source>evaluated {n} times</source>
            <translation>évaluée {n} fois</translation>
        </message>
        <message>
            <source>{run} has not been evaluated</source>
            <translation>{run} n’a pas été évaluée</translation>
        </message>
    </context>
    <context>
        <name>ExitPlot</name>
        <message>
            <source>Accuracy, %</source>
            <translation>Exactitude, %</translation>
        </message>
        <message>
            <source>Leaving after block of the last stage</source>
            <translation>Sortie après le bloc du dernier étage</translation>
        </message>
    </context>
    <context>
        <name>ExitsPanel</name>
        <message>
            <source>Cancel</source>
            <translation>Annuler</translation>
        </message>
        <message>
            <source>Early exits</source>
            <translation>Sorties anticipées</translation>
        </message>
        <message>
            <source>Ending…</source>
            <translation>Arrêt en cours…</translation>
        </message>
        <message>
            <source>How much does each block of the last stage add? The images leave the network after it, straight to the head. Measuring takes one pass over the split.</source>
            <translation>Qu’apporte chaque bloc du dernier étage ? Les images quittent le réseau après lui, droit vers la tête. La mesure prend un passage sur la partition.</translation>
        </message>
        <message>
            <source>Measure</source>
            <translation>Mesurer</translation>
        </message>
        <message>
            <source>Reading the images</source>
            <translation>Lecture des images</translation>
        </message>
        <message>
            <source>Run to compare with</source>
            <translation>Exécution à comparer</translation>
        </message>
        <message>
            <source>Runs on the same images; first those of about as many parameters</source>
            <translation>Exécutions sur les mêmes images ; d’abord celles qui ont à peu près autant de paramètres</translation>
        </message>
        <message>
            <source>This network has no regulators; hold its blocks against a RegNet's.</source>
            <translation>Ce réseau n’a pas de régulateurs ; comparez ses blocs à ceux d’un RegNet.</translation>
        </message>
        <message>
            <source>beside</source>
            <translation>à côté de</translation>
        </message>
        <message>
            <source>no other run</source>
            <translation>aucune autre exécution</translation>
        </message>
        <message>
            <source>run {n} of {of}: {done}</source>
            <translation>exécution {n} sur {of} : {done}</translation>
        </message>
        <message>
            <source>{model} (this run)</source>
            <translation>{model} (cette exécution)</translation>
        </message>
    </context>
    <context>
        <name>ExplainTab</name>
        <message>
            <source>Draw a map for this class as well</source>
            <translation>Tracer une carte pour cette classe aussi</translation>
        </message>
        <message>
            <source>Drop an image here to explain it</source>
            <translation>Déposez ici une image à expliquer</translation>
        </message>
        <message>
            <source>Grad-CAM</source>
            <translation>Grad-CAM</translation>
        </message>
        <message>
            <source>Heat maps for: {classes}</source>
            <translation>Cartes de chaleur pour : {classes}</translation>
        </message>
        <message>
            <source>How much each pixel counts, for or against: fine, for any network</source>
            <translation>Combien chaque pixel compte, pour ou contre : fin, pour tout réseau</translation>
        </message>
        <message>
            <source>How the heat is reckoned</source>
            <translation>Comment la chaleur est calculée</translation>
        </message>
        <message>
            <source>Integrated gradients</source>
            <translation>Gradients intégrés</translation>
        </message>
        <message>
            <source>Nothing to look into yet</source>
            <translation>Rien à examiner pour l’instant</translation>
        </message>
        <message>
            <source>One more class to draw a map for</source>
            <translation>Une classe de plus pour laquelle tracer une carte</translation>
        </message>
        <message>
            <source>Open a run that was evaluated, on the left, to see where it looks.</source>
            <translation>Ouvrez à gauche une exécution évaluée, pour voir où le réseau regarde.</translation>
        </message>
        <message>
            <source>Taken for {guess}</source>
            <translation>Pris pour {guess}</translation>
        </message>
        <message>
            <source>The brighter a pixel, the more it counts for the class below or against it. Each map has a scale of its own.</source>
            <translation>Plus un pixel est clair, plus il compte pour la classe indiquée dessous ou contre elle. Chaque carte a sa propre échelle.</translation>
        </message>
        <message>
            <source>The brighter a place, the more it speaks for the class below. Each map has a scale of its own: where a class is improbable, the brightest is still little.</source>
            <translation>Plus un endroit est clair, plus il parle pour la classe indiquée dessous. Chaque carte a sa propre échelle : là où une classe est improbable, le plus clair reste peu.</translation>
        </message>
        <message>
            <source>Which places of the last layer speak for a class: coarse, easy to read</source>
            <translation>Quels endroits de la dernière couche parlent pour une classe : grossier, facile à lire</translation>
        </message>
        <message>
            <source>also</source>
            <translation>aussi</translation>
        </message>
        <message>
            <source>no other class</source>
            <translation>aucune autre classe</translation>
        </message>
        <message>
            <source>what the network sees</source>
            <translation>ce que voit le réseau</translation>
        </message>
        <message>
            <source>{truth} taken for {guess}</source>
            <translation>{truth} pris pour {guess}</translation>
        </message>
        <message>
            <source>{truth}, recognised</source>
            <translation>{truth}, reconnu</translation>
        </message>
    </context>
    <context>
        <name>ExportPage</name>
        <message>
            <source>Accuracy of the export</source>
            <translation>Exactitude de l’export</translation>
        </message>
        <message>
            <source>Accuracy of the original</source>
            <translation>Exactitude de l’original</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>Annuler</translation>
        </message>
        <message>
            <source>Checking the model</source>
            <translation>Vérification du modèle</translation>
        </message>
        <message>
            <source>Choose the folder to export to</source>
            <translation>Choisir le dossier d’export</translation>
        </message>
        <message>
            <source>Export</source>
            <translation>Export</translation>
        </message>
        <message>
            <source>Export and check</source>
            <translation>Exporter et vérifier</translation>
        </message>
        <message>
            <source>Export {run}</source>
            <translation>Exporter {run}</translation>
        </message>
        <message>
            <source>Exported, and it answers as the original does.</source>
            <translation>Exporté, et le résultat répond comme l’original.</translation>
        </message>
        <message>
            <source>Exported, but it does not answer as the original does.</source>
            <translation>Exporté, mais le résultat ne répond pas comme l’original.</translation>
        </message>
        <message>
            <source>Folder</source>
            <translation>Dossier</translation>
        </message>
        <message>
            <source>Folder to export to</source>
            <translation>Dossier où exporter</translation>
        </message>
        <message>
            <source>Format</source>
            <translation>Format</translation>
        </message>
        <message>
            <source>Go to training</source>
            <translation>Aller à l’entraînement</translation>
        </message>
        <message>
            <source>Images compared</source>
            <translation>Images comparées</translation>
        </message>
        <message>
            <source>Largest difference of a logit</source>
            <translation>Plus grande différence d’un logit</translation>
        </message>
        <message>
            <source>Nothing to export yet</source>
            <translation>Rien à exporter pour l’instant</translation>
        </message>
        <message>
            <source>Open the folder</source>
            <translation>Ouvrir le dossier</translation>
        </message>
        <message>
            <source>Progress of the export</source>
            <translation>Progression de l’export</translation>
        </message>
        <message>
            <source>Size on disk</source>
            <translation>Taille sur le disque</translation>
        </message>
        <message>
            <source>Time for one image</source>
            <translation>Durée pour une image</translation>
        </message>
        <message>
            <source>Train a network, or choose a run on the left.</source>
            <translation>Entraînez un réseau, ou choisissez une exécution à gauche.</translation>
        </message>
        <message>
            <source>Writing the model</source>
            <translation>Écriture du modèle</translation>
        </message>
        <message>
            <source>{n} ms</source>
            <translation>{n} ms</translation>
        </message>
    </context>
    <context>
        <name>FamilyCards</name>
        <message>
            <source>Families of networks</source>
            <translation>Familles de réseaux</translation>
        </message>
    </context>
    <context>
        <name>FieldControl</name>
        <message>
            <source>Another value than the run has</source>
            <translation>Une autre valeur que celle de l’exécution</translation>
        </message>
        <message>
            <source>Back to the preset's value</source>
            <translation>Revenir à la valeur du préréglage</translation>
        </message>
        <message>
            <source>Back to the run's value</source>
            <translation>Revenir à la valeur de l’exécution</translation>
        </message>
        <message>
            <source>Differs from the preset</source>
            <translation>Diffère du préréglage</translation>
        </message>
    </context>
    <context>
        <name>FieldEditor</name>
        <message>
            <source>automatic</source>
            <translation>automatique</translation>
        </message>
    </context>
    <context>
        <name>FieldsForm</name>
        <message>
            <source>Advanced</source>
            <translation>Avancé</translation>
        </message>
        <message>
            <source>Nothing differs from the preset.</source>
            <translation>Rien ne diffère du préréglage.</translation>
        </message>
        <message>
            <source>Show all settings</source>
            <translation>Afficher tous les réglages</translation>
        </message>
        <message>
            <source>Show or hide the advanced settings</source>
            <translation>Afficher ou masquer les réglages avancés</translation>
        </message>
    </context>
    <context>
        <name>FiltersTab</name>
        <message>
            <source>Filters</source>
            <translation>Filtres</translation>
        </message>
        <message>
            <source>Mid-grey is no weight. Edges, spots and plain colours are what a first layer usually learns; noise in all of them says that it was trained too briefly, or on too few images.</source>
            <translation>Le gris moyen est un poids nul. Des bords, des taches et des couleurs unies sont ce qu’une première couche apprend d’ordinaire ; du bruit dans tous les filtres dit qu’elle a été entraînée trop brièvement, ou sur trop peu d’images.</translation>
        </message>
        <message>
            <source>No network to look at yet</source>
            <translation>Aucun réseau à regarder pour l’instant</translation>
        </message>
        <message>
            <source>Open a run that was evaluated, on the left, to see its first filters.</source>
            <translation>Ouvrez à gauche une exécution évaluée, pour voir ses premiers filtres.</translation>
        </message>
        <message>
            <source>There are no filters to see</source>
            <translation>Il n’y a pas de filtres à voir</translation>
        </message>
        <message>
            <source>colours</source>
            <translation>couleurs</translation>
        </message>
        <message>
            <source>one channel</source>
            <translation>un canal</translation>
        </message>
        <message>
            <source>{n} channels</source>
            <translation>{n} canaux</translation>
        </message>
        <message>
            <source>{n} filters of {height} × {width} pixels over {channels}</source>
            <translation>{n} filtres de {height} × {width} pixels sur {channels}</translation>
        </message>
    </context>
    <context>
        <name>FolderRow</name>
        <message>
            <source>Choose…</source>
            <translation>Choisir…</translation>
        </message>
    </context>
    <context>
        <name>Following</name>
        <message>
            <source>Next run</source>
            <translation>Prochaine exécution</translation>
        </message>
    </context>
    <context>
        <name>FormTools</name>
        <message>
            <source>As the preset has it</source>
            <translation>Comme dans le préréglage</translation>
        </message>
        <message>
            <source>Nothing differs from the preset</source>
            <translation>Rien ne diffère du préréglage</translation>
        </message>
        <message>
            <source>Nothing to redo</source>
            <translation>Rien à rétablir</translation>
        </message>
        <message>
            <source>Nothing to undo</source>
            <translation>Rien à annuler</translation>
        </message>
        <message>
            <source>Redo: {what}</source>
            <translation>Rétablir : {what}</translation>
        </message>
        <message>
            <source>Set {n} setting(s) back to the preset</source>
            <translation>Remettre {n} réglage(s) à la valeur du préréglage</translation>
        </message>
        <message>
            <source>Show only what differs from the preset</source>
            <translation>N’afficher que ce qui diffère du préréglage</translation>
        </message>
        <message>
            <source>Undo: {what}</source>
            <translation>Annuler : {what}</translation>
        </message>
        <message>
            <source>{n} setting(s) differ from the preset</source>
            <translation>{n} réglage(s) diffèrent du préréglage</translation>
        </message>
    </context>
    <context>
        <name>GatesPanel</name>
        <message>
            <source>Looking…</source>
            <translation>Le réseau regarde…</translation>
        </message>
        <message>
            <source>Stage whose regulator is shown</source>
            <translation>Étage dont le régulateur est montré</translation>
        </message>
        <message>
            <source>Taken for {guess}, {share}</source>
            <translation>Pris pour {guess}, {share}</translation>
        </message>
        <message>
            <source>stage {n}</source>
            <translation>étage {n}</translation>
        </message>
        <message>
            <source>{cell}, means of {channels} channels, {side} × {side} pixels</source>
            <translation>{cell}, moyennes de {channels} canaux, {side} × {side} pixels</translation>
        </message>
    </context>
    <context>
        <name>Headline</name>
        <message>
            <source>95 % interval: {interval}</source>
            <translation>Intervalle à 95 % : {interval}</translation>
        </message>
        <message>
            <source>AUC</source>
            <translation>AUC</translation>
        </message>
        <message>
            <source>Cohen's kappa: accuracy beyond chance, -1 to 1</source>
            <translation>Kappa de Cohen : exactitude au-delà du hasard, de -1 à 1</translation>
        </message>
        <message>
            <source>Cohen's κ</source>
            <translation>κ de Cohen</translation>
        </message>
        <message>
            <source>ECE</source>
            <translation>ECE</translation>
        </message>
        <message>
            <source>Expected calibration error: how far off the probabilities are</source>
            <translation>Erreur de calibration attendue : de combien les probabilités s’écartent</translation>
        </message>
        <message>
            <source>Matthews</source>
            <translation>Matthews</translation>
        </message>
        <message>
            <source>Matthews correlation of truth and guess, -1 to 1</source>
            <translation>Corrélation de Matthews entre la vérité et la réponse, de -1 à 1</translation>
        </message>
        <message>
            <source>Mean area under the ROC curves, one class against the rest</source>
            <translation>Aire moyenne sous les courbes ROC, une classe contre le reste</translation>
        </message>
        <message>
            <source>Mean average precision, one class against the rest</source>
            <translation>Précision moyenne, moyennée sur les classes, une contre le reste</translation>
        </message>
        <message>
            <source>Mean cross-entropy: what confident mistakes cost</source>
            <translation>Entropie croisée moyenne : ce que coûtent les erreurs faites avec assurance</translation>
        </message>
        <message>
            <source>Mean over classes of the harmonic mean of precision and recall</source>
            <translation>Moyenne, sur les classes, de la moyenne harmonique de la précision et du rappel</translation>
        </message>
        <message>
            <source>Mean recall: every class counts the same</source>
            <translation>Rappel moyen : chaque classe compte autant</translation>
        </message>
        <message>
            <source>Share of the images that are recognised</source>
            <translation>Part des images reconnues</translation>
        </message>
        <message>
            <source>Share of the images whose class is among the five likeliest</source>
            <translation>Part des images dont la classe est parmi les cinq plus probables</translation>
        </message>
        <message>
            <source>accuracy</source>
            <translation>exactitude</translation>
        </message>
        <message>
            <source>avg. precision</source>
            <translation>précision moy.</translation>
        </message>
        <message>
            <source>balanced acc.</source>
            <translation>exact. équilibrée</translation>
        </message>
        <message>
            <source>images</source>
            <translation>images</translation>
        </message>
        <message>
            <source>loss</source>
            <translation>perte</translation>
        </message>
        <message>
            <source>macro F1</source>
            <translation>F1 macro</translation>
        </message>
        <message>
            <source>top 5</source>
            <translation>top 5</translation>
        </message>
    </context>
    <context>
        <name>HelpWindow</name>
        <message>
            <source>Back</source>
            <translation>Retour</translation>
        </message>
        <message>
            <source>Forward</source>
            <translation>Suivant</translation>
        </message>
        <message>
            <source>Help of RegNet Studio</source>
            <translation>Aide de RegNet Studio</translation>
        </message>
        <message>
            <source>Page of the help</source>
            <translation>Page de l’aide</translation>
        </message>
        <message>
            <source>Pages of the help</source>
            <translation>Pages de l’aide</translation>
        </message>
        <message>
            <source>Search the help</source>
            <translation>Rechercher dans l’aide</translation>
        </message>
    </context>
    <context>
        <name>ImageBrowser</name>
        <message>
            <source>All images</source>
            <translation>Toutes les images</translation>
        </message>
        <message>
            <source>All splits</source>
            <translation>Toutes les partitions</translation>
        </message>
        <message>
            <source>Copies of {path}</source>
            <translation>Copies de {path}</translation>
        </message>
        <message>
            <source>Exclude</source>
            <translation>Exclure</translation>
        </message>
        <message>
            <source>Move to</source>
            <translation>Déplacer</translation>
        </message>
        <message>
            <source>Relabel</source>
            <translation>Réétiqueter</translation>
        </message>
        <message>
            <source>Relabel…</source>
            <translation>Réétiqueter…</translation>
        </message>
        <message>
            <source>Restore</source>
            <translation>Rétablir</translation>
        </message>
        <message>
            <source>Select images to mend them</source>
            <translation>Choisissez des images pour les corriger</translation>
        </message>
        <message>
            <source>Show all images</source>
            <translation>Afficher toutes les images</translation>
        </message>
        <message>
            <source>Show its copies</source>
            <translation>Afficher ses copies</translation>
        </message>
        <message>
            <source>Show large</source>
            <translation>En grand</translation>
        </message>
        <message>
            <source>Split shown</source>
            <translation>Partition affichée</translation>
        </message>
        <message>
            <source>The class of {n} image(s):</source>
            <translation>La classe de {n} image(s) :</translation>
        </message>
        <message>
            <source>What is remarkable about the images shown</source>
            <translation>Ce que les images affichées ont de remarquable</translation>
        </message>
        <message>
            <source>no split (cut anew)</source>
            <translation>aucune (à répartir)</translation>
        </message>
        <message>
            <source>{n} images</source>
            <translation>{n} images</translation>
        </message>
        <message>
            <source>{n} selected</source>
            <translation>{n} sélectionnée(s)</translation>
        </message>
    </context>
    <context>
        <name>ImageGrid</name>
        <message>
            <source>Images</source>
            <translation>Images</translation>
        </message>
    </context>
    <context>
        <name>ImagePicker</name>
        <message>
            <source>An image</source>
            <translation>Une image</translation>
        </message>
        <message>
            <source>Any image, also one that belongs to no split</source>
            <translation>N’importe quelle image, même hors de toute partition</translation>
        </message>
        <message>
            <source>Choose a file…</source>
            <translation>Choisir un fichier…</translation>
        </message>
        <message>
            <source>Images (*.jpg *.jpeg *.png *.webp *.bmp *.gif *.tif *.tiff *.ppm *.pgm)</source>
            <translation>Images (*.jpg *.jpeg *.png *.webp *.bmp *.gif *.tif *.tiff *.ppm *.pgm)</translation>
        </message>
        <message>
            <source>Images to pick from</source>
            <translation>Images au choix</translation>
        </message>
        <message>
            <source>Least sure</source>
            <translation>Les moins sûres</translation>
        </message>
        <message>
            <source>Nothing: every one of these images was recognised</source>
            <translation>Rien : chacune de ces images a été reconnue</translation>
        </message>
        <message>
            <source>Worst errors</source>
            <translation>Pires erreurs</translation>
        </message>
    </context>
    <context>
        <name>ImageSources</name>
        <message>
            <source>A folder of images</source>
            <translation>Un dossier d’images</translation>
        </message>
        <message>
            <source>All images in it and in the folders below</source>
            <translation>Toutes les images qu’il contient, sous-dossiers compris</translation>
        </message>
        <message>
            <source>Ask about the image on the clipboard</source>
            <translation>Interroger sur l’image du presse-papiers</translation>
        </message>
        <message>
            <source>Ask about what the camera sees</source>
            <translation>Interroger sur ce que voit la caméra</translation>
        </message>
        <message>
            <source>Camera</source>
            <translation>Caméra</translation>
        </message>
        <message>
            <source>Choose a folder…</source>
            <translation>Choisir un dossier…</translation>
        </message>
        <message>
            <source>Choose images…</source>
            <translation>Choisir des images…</translation>
        </message>
        <message>
            <source>Images</source>
            <translation>Images</translation>
        </message>
        <message>
            <source>Images (*.jpg *.jpeg *.png *.webp *.bmp *.gif *.tif *.tiff *.ppm *.pgm)</source>
            <translation>Images (*.jpg *.jpeg *.png *.webp *.bmp *.gif *.tif *.tiff *.ppm *.pgm)</translation>
        </message>
        <message>
            <source>One image is shown at large, several in a table</source>
            <translation>Une image s’affiche en grand, plusieurs dans un tableau</translation>
        </message>
        <message>
            <source>Paste</source>
            <translation>Coller</translation>
        </message>
    </context>
    <context>
        <name>ImageView</name>
        <message>
            <source>Close</source>
            <translation>Fermer</translation>
        </message>
        <message>
            <source>Image</source>
            <translation>Image</translation>
        </message>
        <message>
            <source>Next</source>
            <translation>Suivante</translation>
        </message>
        <message>
            <source>Previous</source>
            <translation>Précédente</translation>
        </message>
        <message>
            <source>Show its copies</source>
            <translation>Afficher ses copies</translation>
        </message>
        <message>
            <source>The image before (Left)</source>
            <translation>L’image précédente (Gauche)</translation>
        </message>
        <message>
            <source>The next image (Right)</source>
            <translation>L’image suivante (Droite)</translation>
        </message>
        <message>
            <source>was {name}</source>
            <translation>était {name}</translation>
        </message>
        <message>
            <source>{n} copies besides</source>
            <translation>{n} copies en plus</translation>
        </message>
    </context>
    <context>
        <name>ImagesTab</name>
        <message>
            <source>All, surest first</source>
            <translation>Toutes, les plus sûres d’abord</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>Annuler</translation>
        </message>
        <message>
            <source>Choose an image to see what the network says of it</source>
            <translation>Choisissez une image pour voir ce que le réseau en dit</translation>
        </message>
        <message>
            <source>Least sure</source>
            <translation>Les moins sûres</translation>
        </message>
        <message>
            <source>Nearest training images</source>
            <translation>Images d’entraînement les plus proches</translation>
        </message>
        <message>
            <source>Nearest training images: {classes}</source>
            <translation>Images d’entraînement les plus proches : {classes}</translation>
        </message>
        <message>
            <source>Nothing: every one of these images was recognised</source>
            <translation>Rien : chacune de ces images a été reconnue</translation>
        </message>
        <message>
            <source>Show what was taken for one class</source>
            <translation>Montrer ce qui a été pris pour une classe</translation>
        </message>
        <message>
            <source>The chosen image</source>
            <translation>L’image choisie</translation>
        </message>
        <message>
            <source>The first time the network looks at every training image; this takes a while</source>
            <translation>La première fois, le réseau regarde chaque image d’entraînement ; cela prend un moment</translation>
        </message>
        <message>
            <source>The network looks at the training images: {done}</source>
            <translation>Le réseau regarde les images d’entraînement : {done}</translation>
        </message>
        <message>
            <source>There are no such images</source>
            <translation>Il n’y a pas d’images de ce genre</translation>
        </message>
        <message>
            <source>What the images are</source>
            <translation>Ce que sont les images</translation>
        </message>
        <message>
            <source>What the images are taken for</source>
            <translation>Ce pour quoi les images sont prises</translation>
        </message>
        <message>
            <source>Which images</source>
            <translation>Quelles images</translation>
        </message>
        <message>
            <source>Worst errors</source>
            <translation>Pires erreurs</translation>
        </message>
        <message>
            <source>taken for</source>
            <translation>prises pour</translation>
        </message>
        <message>
            <source>{n} images</source>
            <translation>{n} images</translation>
        </message>
    </context>
    <context>
        <name>Interrupted</name>
        <message>
            <source>Resume</source>
            <translation>Reprendre</translation>
        </message>
        <message>
            <source>{name} was interrupted in epoch {epoch} of {epochs}</source>
            <translation>{name} a été interrompue à l’époque {epoch} sur {epochs}</translation>
        </message>
        <message>
            <source>{text}; {n} other run(s) wait too</source>
            <translation>{text} ; {n} autre(s) exécution(s) attendent aussi</translation>
        </message>
    </context>
    <context>
        <name>LabelErrorsTab</name>
        <message>
            <source>A search with {folds} networks of {epochs} epochs was interrupted; with these it goes on.</source>
            <translation>Une recherche avec {folds} réseaux de {epochs} époques a été interrompue ; avec ces valeurs elle continue.</translation>
        </message>
        <message>
            <source>Each is trained on all but one of as many parts, and judges that one</source>
            <translation>Chacun est entraîné sur toutes les parts sauf une, parmi autant de parts, et juge celle-là</translation>
        </message>
        <message>
            <source>Ending; what was trained is kept…</source>
            <translation>Arrêt en cours ; ce qui est entraîné est conservé…</translation>
        </message>
        <message>
            <source>Epochs</source>
            <translation>Époques</translation>
        </message>
        <message>
            <source>Go on looking</source>
            <translation>Continuer la recherche</translation>
        </message>
        <message>
            <source>Look again</source>
            <translation>Chercher à nouveau</translation>
        </message>
        <message>
            <source>Look for label errors</source>
            <translation>Chercher les erreurs d’étiquetage</translation>
        </message>
        <message>
            <source>Network {fold} of {folds} · epoch {epoch} of {epochs}</source>
            <translation>Réseau {fold} sur {folds} · époque {epoch} sur {epochs}</translation>
        </message>
        <message>
            <source>Networks</source>
            <translation>Réseaux</translation>
        </message>
        <message>
            <source>Networks like this one are trained on parts of the training images, and judge those they did not see. What they contradict with certainty is probably filed under a wrong class. It takes about as long as that many trainings; it can be interrupted at any time and goes on where it was.</source>
            <translation>Des réseaux comme celui-ci sont entraînés sur des parts des images d’entraînement, et jugent celles qu’ils n’ont pas vues. Ce qu’ils contredisent avec certitude est probablement rangé sous une mauvaise classe. Cela dure à peu près autant que ce nombre d’entraînements ; on peut l’interrompre à tout moment, et la recherche reprend où elle en était.</translation>
        </message>
        <message>
            <source>Of each network; fewer than the run had are often enough</source>
            <translation>De chaque réseau ; moins que l’exécution n’en a eu suffit souvent</translation>
        </message>
        <message>
            <source>Preparing the images</source>
            <translation>Préparation des images</translation>
        </message>
        <message>
            <source>Progress of the search</source>
            <translation>Progression de la recherche</translation>
        </message>
        <message>
            <source>The test images take no part.</source>
            <translation>Les images de test n’y prennent pas part.</translation>
        </message>
        <message>
            <source>Which labels are wrong?</source>
            <translation>Quelles étiquettes sont fausses ?</translation>
        </message>
        <message>
            <source>{folds} networks of {epochs} epochs judged images that they had not seen; they agree with {accuracy} of the labels.</source>
            <translation>{folds} réseaux de {epochs} époques ont jugé des images qu’ils n’avaient pas vues ; ils s’accordent avec {accuracy} des étiquettes.</translation>
        </message>
    </context>
    <context>
        <name>LayerView</name>
        <message>
            <source>Layers of the network</source>
            <translation>Couches du réseau</translation>
        </message>
        <message>
            <source>Working out the layers…</source>
            <translation>Établissement des couches…</translation>
        </message>
    </context>
    <context>
        <name>LegendEntry</name>
        <message>
            <source>Show or hide this line</source>
            <translation>Afficher ou masquer ce trait</translation>
        </message>
    </context>
    <context>
        <name>LiveConfusion</name>
        <message>
            <source>It is shown after the first validation.</source>
            <translation>Elle s’affiche après la première validation.</translation>
        </message>
        <message>
            <source>There are too many classes for a matrix.</source>
            <translation>Il y a trop de classes pour une matrice.</translation>
        </message>
        <message>
            <source>Validation of epoch {epoch}: {right} of {images} images recognised</source>
            <translation>Validation de l’époque {epoch} : {right} images reconnues sur {images}</translation>
        </message>
        <message>
            <source>{n} rare mistakes are not drawn</source>
            <translation>{n} erreurs rares ne sont pas dessinées</translation>
        </message>
    </context>
    <context>
        <name>LogPanel</name>
        <message>
            <source>Clear</source>
            <translation>Effacer</translation>
        </message>
        <message>
            <source>Close the log</source>
            <translation>Fermer le journal</translation>
        </message>
        <message>
            <source>Copy the selected lines</source>
            <translation>Copier les lignes choisies</translation>
        </message>
        <message>
            <source>Errors</source>
            <translation>Erreurs</translation>
        </message>
        <message>
            <source>Everything</source>
            <translation>Tout</translation>
        </message>
        <message>
            <source>Lines of the log</source>
            <translation>Lignes du journal</translation>
        </message>
        <message>
            <source>Log</source>
            <translation>Journal</translation>
        </message>
        <message>
            <source>Save the log</source>
            <translation>Enregistrer le journal</translation>
        </message>
        <message>
            <source>Save what is shown as a file…</source>
            <translation>Enregistrer ce qui est affiché dans un fichier…</translation>
        </message>
        <message>
            <source>Search the log</source>
            <translation>Rechercher dans le journal</translation>
        </message>
        <message>
            <source>Text (*.txt *.log)</source>
            <translation>Texte (*.txt *.log)</translation>
        </message>
        <message>
            <source>Warnings and errors</source>
            <translation>Avertissements et erreurs</translation>
        </message>
        <message>
            <source>What is shown</source>
            <translation>Ce qui est affiché</translation>
        </message>
        <message>
            <source>{n} lines</source>
            <translation>{n} lignes</translation>
        </message>
        <message>
            <source>{n} of {m} lines</source>
            <translation>{n} lignes sur {m}</translation>
        </message>
    </context>
    <context>
        <name>Look</name>
        <message>
            <source>{truth} taken for {guess}</source>
            <translation>{truth} pris pour {guess}</translation>
        </message>
        <message>
            <source>{truth}, recognised</source>
            <translation>{truth}, reconnu</translation>
        </message>
    </context>
    <context>
        <name>LookDialog</name>
        <message>
            <source>Close</source>
            <translation>Fermer</translation>
        </message>
        <message>
            <source>Image</source>
            <translation>Image</translation>
        </message>
        <message>
            <source>Next</source>
            <translation>Suivante</translation>
        </message>
        <message>
            <source>Previous</source>
            <translation>Précédente</translation>
        </message>
        <message>
            <source>The image before (Left)</source>
            <translation>L’image précédente (Gauche)</translation>
        </message>
        <message>
            <source>The next image (Right)</source>
            <translation>L’image suivante (Droite)</translation>
        </message>
    </context>
    <context>
        <name>ManyView</name>
        <message>
            <source>Any confidence</source>
            <translation>Toute confiance</translation>
        </message>
        <message>
            <source>At least</source>
            <translation>Au moins</translation>
        </message>
        <message>
            <source>Below</source>
            <translation>Au-dessous de</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>Annuler</translation>
        </message>
        <message>
            <source>Confidence in percent</source>
            <translation>Confiance en pour cent</translation>
        </message>
        <message>
            <source>Confidence shown</source>
            <translation>Confiance affichée</translation>
        </message>
        <message>
            <source>Copy the images into one folder for each class</source>
            <translation>Copier les images dans un dossier par classe</translation>
        </message>
        <message>
            <source>Export CSV…</source>
            <translation>Exporter en CSV…</translation>
        </message>
        <message>
            <source>Listing files: {n} images so far</source>
            <translation>Inventaire des fichiers : {n} images jusqu’ici</translation>
        </message>
        <message>
            <source>Loading the network…</source>
            <translation>Chargement du réseau…</translation>
        </message>
        <message>
            <source>No image matches. Change the filter above.</source>
            <translation>Aucune image ne correspond. Changez le filtre ci-dessus.</translation>
        </message>
        <message>
            <source>Progress of the predictions</source>
            <translation>Progression des prédictions</translation>
        </message>
        <message>
            <source>Search by name</source>
            <translation>Rechercher par nom</translation>
        </message>
        <message>
            <source>Search files by name</source>
            <translation>Rechercher des fichiers par nom</translation>
        </message>
        <message>
            <source>Show the files that could not be read, and why</source>
            <translation>Afficher les fichiers qui n’ont pas pu être lus, et pourquoi</translation>
        </message>
        <message>
            <source>Sort into folders…</source>
            <translation>Trier dans des dossiers…</translation>
        </message>
        <message>
            <source>What is predicted by then is kept</source>
            <translation>Ce qui est prédit d’ici là est conservé</translation>
        </message>
        <message>
            <source>Write the lines shown, with five classes each, as CSV</source>
            <translation>Écrire les lignes affichées, avec cinq classes chacune, en CSV</translation>
        </message>
        <message>
            <source>{done} · {rate} images a second · {left} left</source>
            <translation>{done} · {rate} images par seconde · encore {left}</translation>
        </message>
        <message>
            <source>{n} images · {k} classes</source>
            <translation>{n} images · {k} classes</translation>
        </message>
        <message>
            <source>{n} images · {k} classes · {t} known from training</source>
            <translation>{n} images · {k} classes · {t} vues à l’entraînement</translation>
        </message>
        <message>
            <source>{n} not read</source>
            <translation>{n} non lues</translation>
        </message>
        <message>
            <source>{shown} of {n} images</source>
            <translation>{shown} images sur {n}</translation>
        </message>
    </context>
    <context>
        <name>MapTab</name>
        <message>
            <source>A map of the images</source>
            <translation>Une carte des images</translation>
        </message>
        <message>
            <source>A ring around each image taken for another class</source>
            <translation>Un anneau autour de chaque image prise pour une autre classe</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>Annuler</translation>
        </message>
        <message>
            <source>Classes; choosing one chooses its images</source>
            <translation>Classes ; en choisir une choisit ses images</translation>
        </message>
        <message>
            <source>Drag around points to choose images; the wheel zooms, Ctrl adds.</source>
            <translation>Entourez des points pour choisir des images ; la molette agrandit, Ctrl ajoute.</translation>
        </message>
        <message>
            <source>Draw around some points, or choose a class above</source>
            <translation>Entourez quelques points, ou choisissez une classe ci-dessus</translation>
        </message>
        <message>
            <source>Draw the map</source>
            <translation>Tracer la carte</translation>
        </message>
        <message>
            <source>Ending…</source>
            <translation>Arrêt en cours…</translation>
        </message>
        <message>
            <source>How the images are laid out</source>
            <translation>Comment les images sont disposées</translation>
        </message>
        <message>
            <source>Images that are alike to the network lie together; those on the wrong side are worth a look. The network looks at {n} images for it, which takes from seconds to a minute.</source>
            <translation>Les images qui se ressemblent pour le réseau sont proches ; celles du mauvais côté méritent un coup d’œil. Le réseau regarde pour cela {n} images, ce qui prend de quelques secondes à une minute.</translation>
        </message>
        <message>
            <source>Lasso</source>
            <translation>Lasso</translation>
        </message>
        <message>
            <source>Move</source>
            <translation>Déplacer</translation>
        </message>
        <message>
            <source>No images chosen</source>
            <translation>Aucune image choisie</translation>
        </message>
        <message>
            <source>No images to lay out yet</source>
            <translation>Aucune image à disposer pour l’instant</translation>
        </message>
        <message>
            <source>Open a run that was evaluated, on the left.</source>
            <translation>Ouvrez à gauche une exécution évaluée.</translation>
        </message>
        <message>
            <source>PCA</source>
            <translation>ACP</translation>
        </message>
        <message>
            <source>Progress of the map</source>
            <translation>Progression de la carte</translation>
        </message>
        <message>
            <source>Reading the images</source>
            <translation>Lecture des images</translation>
        </message>
        <message>
            <source>Rectangle</source>
            <translation>Rectangle</translation>
        </message>
        <message>
            <source>Ring the errors</source>
            <translation>Entourer les erreurs</translation>
        </message>
        <message>
            <source>The map is laid out</source>
            <translation>La carte est disposée</translation>
        </message>
        <message>
            <source>The network looks at the images</source>
            <translation>Le réseau regarde les images</translation>
        </message>
        <message>
            <source>UMAP</source>
            <translation>UMAP</translation>
        </message>
        <message>
            <source>What dragging does</source>
            <translation>Ce que fait le glissement</translation>
        </message>
        <message>
            <source>Whole map</source>
            <translation>Carte entière</translation>
        </message>
        <message>
            <source>t-SNE</source>
            <translation>t-SNE</translation>
        </message>
        <message>
            <source>{n} chosen</source>
            <translation>{n} choisie(s)</translation>
        </message>
        <message>
            <source>{n} images, {wrong} of them errors</source>
            <translation>{n} images, dont {wrong} erreurs</translation>
        </message>
        <message>
            <source>{n} of {all} images, {wrong} of them errors</source>
            <translation>{n} images sur {all}, dont {wrong} erreurs</translation>
        </message>
    </context>
    <context>
        <name>MapView</name>
        <message>
            <source>Map of the images</source>
            <translation>Carte des images</translation>
        </message>
        <message>
            <source>Map of {n} images</source>
            <translation>Carte de {n} images</translation>
        </message>
    </context>
    <context>
        <name>MemoryView</name>
        <message>
            <source>Stage {n}, {cell}: {names}, block by block</source>
            <translation>Étage {n}, {cell} : {names}, bloc par bloc</translation>
        </message>
        <message>
            <source>black {least}
white {greatest}</source>
            <translation>noir {least}
blanc {greatest}</translation>
        </message>
        <message>
            <source>block {n}</source>
            <translation>bloc {n}</translation>
        </message>
    </context>
    <context>
        <name>ModelDetail</name>
        <message>
            <source>GPU</source>
            <translation>GPU</translation>
        </message>
        <message>
            <source>MACs</source>
            <translation>MAC</translation>
        </message>
        <message>
            <source>Measure speed</source>
            <translation>Mesurer la vitesse</translation>
        </message>
        <message>
            <source>Measured here with batches of {n} images: {s} s a step</source>
            <translation>Mesuré ici avec des lots de {n} images : {s} s par pas</translation>
        </message>
        <message>
            <source>Not measured yet</source>
            <translation>Pas encore mesuré</translation>
        </message>
        <message>
            <source>Paper</source>
            <translation>Article</translation>
        </message>
        <message>
            <source>Published</source>
            <translation>Publié</translation>
        </message>
        <message>
            <source>Stop measuring</source>
            <translation>Arrêter la mesure</translation>
        </message>
        <message>
            <source>Time a few training steps of this network on this machine</source>
            <translation>Chronométrer quelques pas d’entraînement de ce réseau sur cette machine</translation>
        </message>
        <message>
            <source>Weights</source>
            <translation>Poids</translation>
        </message>
        <message>
            <source>Weights, gradients, the optimiser's state, and {image} an image for the way back, with batches of {batch}</source>
            <translation>Poids, gradients, état de l’optimiseur, et {image} par image pour la rétropropagation, avec des lots de {batch}</translation>
        </message>
        <message>
            <source>batches of up to {n} images in the {memory} of {gpu}</source>
            <translation>lots de {n} images au plus dans les {memory} de {gpu}</translation>
        </message>
        <message>
            <source>does not fit into the {memory} of {gpu}</source>
            <translation>ne tient pas dans les {memory} de {gpu}</translation>
        </message>
        <message>
            <source>from ImageNet, with transfer.weights = imagenet</source>
            <translation>d’ImageNet, avec transfer.weights = imagenet</translation>
        </message>
        <message>
            <source>images/s</source>
            <translation>images/s</translation>
        </message>
        <message>
            <source>memory</source>
            <translation>mémoire</translation>
        </message>
        <message>
            <source>no GPU here</source>
            <translation>pas de GPU ici</translation>
        </message>
        <message>
            <source>no figure published</source>
            <translation>aucun chiffre publié</translation>
        </message>
        <message>
            <source>none: it learns from scratch</source>
            <translation>aucun : il apprend à partir de zéro</translation>
        </message>
        <message>
            <source>parameters</source>
            <translation>paramètres</translation>
        </message>
        <message>
            <source>{name} {n} %</source>
            <translation>{name} {n} %</translation>
        </message>
        <message>
            <source>{n} multiply-accumulates an image</source>
            <translation>{n} multiplications-accumulations par image</translation>
        </message>
    </context>
    <context>
        <name>ModelOptions</name>
        <message>
            <source>Set back to the default, as {name} has no such choice: {titles}</source>
            <translation>Remettre par défaut, car {name} n’a pas ce choix : {titles}</translation>
        </message>
        <message>
            <source>Set them back</source>
            <translation>Les remettre par défaut</translation>
        </message>
        <message>
            <source>{name} has no such choice, it cannot be built so: {titles}</source>
            <translation>{name} n’a pas ce choix, il ne peut pas être construit ainsi : {titles}</translation>
        </message>
    </context>
    <context>
        <name>ModelPage</name>
        <message>
            <source>Costs are for {classes} classes of colour images at {size} px until you choose your images.</source>
            <translation>Les coûts valent pour {classes} classes d’images en couleur à {size} px, jusqu’à ce que vous choisissiez vos images.</translation>
        </message>
        <message>
            <source>Costs are for {classes} classes of images at {size} px.</source>
            <translation>Les coûts valent pour {classes} classes d’images à {size} px.</translation>
        </message>
        <message>
            <source>Counting anew: {n} of {m}…</source>
            <translation>Nouveau calcul : {n} sur {m}…</translation>
        </message>
        <message>
            <source>Counting what each network costs: {done} of {total}</source>
            <translation>Calcul de ce que coûte chaque réseau : {done} sur {total}</translation>
        </message>
        <message>
            <source>Layers</source>
            <translation>Couches</translation>
        </message>
        <message>
            <source>Loading PyTorch and the architectures…</source>
            <translation>Chargement de PyTorch et des architectures…</translation>
        </message>
        <message>
            <source>Loading the architectures</source>
            <translation>Chargement des architectures</translation>
        </message>
        <message>
            <source>Model</source>
            <translation>Modèle</translation>
        </message>
        <message>
            <source>No network is called so. With timm, timm:&lt;name&gt; takes any of its networks.</source>
            <translation>Aucun réseau ne porte ce nom. Avec timm, timm:&lt;nom&gt; prend n’importe lequel de ses réseaux.</translation>
        </message>
        <message>
            <source>Not while a training runs: each would slow the other down</source>
            <translation>Pas pendant un entraînement : chacun ralentirait l’autre</translation>
        </message>
        <message>
            <source>Options</source>
            <translation>Options</translation>
        </message>
        <message>
            <source>Plot</source>
            <translation>Graphique</translation>
        </message>
        <message>
            <source>Search all networks</source>
            <translation>Rechercher parmi tous les réseaux</translation>
        </message>
        <message>
            <source>Search all networks, e.g. resnet 50</source>
            <translation>Rechercher parmi tous les réseaux, p. ex. resnet 50</translation>
        </message>
        <message>
            <source>Takes images from {least} px on, these have {size} px: counted at {at}</source>
            <translation>Prend des images à partir de {least} px, celles-ci ont {size} px : calculé à {at}</translation>
        </message>
        <message>
            <source>The network is not known yet</source>
            <translation>Le réseau n’est pas encore connu</translation>
        </message>
        <message>
            <source>Use {name}</source>
            <translation>Utiliser {name}</translation>
        </message>
        <message>
            <source>timm is not installed: pip install "regnet-studio[zoo]" brings it</source>
            <translation>timm n’est pas installé : pip install "regnet-studio[zoo]" l’apporte</translation>
        </message>
    </context>
    <context>
        <name>NameEditor</name>
        <message>
            <source>Name of the run</source>
            <translation>Nom de l’exécution</translation>
        </message>
    </context>
    <context>
        <name>NoteDialog</name>
        <message>
            <source>Note</source>
            <translation>Note</translation>
        </message>
        <message>
            <source>What was tried, and what came of it</source>
            <translation>Ce qui a été essayé, et ce qu’il en est sorti</translation>
        </message>
    </context>
    <context>
        <name>Notification</name>
        <message>
            <source>The queue is done: {n} runs</source>
            <translation>La file d’attente est terminée : {n} exécutions</translation>
        </message>
        <message>
            <source>The run</source>
            <translation>L’exécution</translation>
        </message>
        <message>
            <source>{name} failed: {why}</source>
            <translation>{name} a échoué : {why}</translation>
        </message>
        <message>
            <source>{name} is {status}</source>
            <translation>{name} est {status}</translation>
        </message>
        <message>
            <source>{name} is {status}: {accuracy} of the {split} images are right</source>
            <translation>{name} est {status} : {accuracy} des images de la partition « {split} » sont justes</translation>
        </message>
    </context>
    <context>
        <name>Opening</name>
        <message>
            <source>Begin training from the weights {name}</source>
            <translation>Commencer l’entraînement à partir des poids {name}</translation>
        </message>
        <message>
            <source>Compare these {n} runs</source>
            <translation>Comparer ces {n} exécutions</translation>
        </message>
        <message>
            <source>Drop a folder, an archive or a table of images, an image, a recipe, a run, or a file of weights.</source>
            <translation>Déposez un dossier, une archive ou un tableau d’images, une image, une recette, une exécution, ou un fichier de poids.</translation>
        </message>
        <message>
            <source>Drop one thing at a time</source>
            <translation>Déposez une chose à la fois</translation>
        </message>
        <message>
            <source>Its files stay as they are.</source>
            <translation>Ses fichiers restent tels quels.</translation>
        </message>
        <message>
            <source>Only files and folders of this computer</source>
            <translation>Seulement des fichiers et des dossiers de cet ordinateur</translation>
        </message>
        <message>
            <source>Open the recipe {name}: its settings and its images</source>
            <translation>Ouvrir la recette {name} : ses réglages et ses images</translation>
        </message>
        <message>
            <source>Open the run {name}</source>
            <translation>Ouvrir l’exécution {name}</translation>
        </message>
        <message>
            <source>Predict all images in {name} with {run}</source>
            <translation>Prédire toutes les images de {name} avec {run}</translation>
        </message>
        <message>
            <source>Predict these {n} images with {run}</source>
            <translation>Prédire ces {n} images avec {run}</translation>
        </message>
        <message>
            <source>Predict with the exported network {name}</source>
            <translation>Prédire avec le réseau exporté {name}</translation>
        </message>
        <message>
            <source>Predict {name} with {run}</source>
            <translation>Prédire {name} avec {run}</translation>
        </message>
        <message>
            <source>Read the images of {name} as a dataset</source>
            <translation>Lire les images de {name} comme jeu de données</translation>
        </message>
        <message>
            <source>Several images, or several runs, may come together.</source>
            <translation>Plusieurs images, ou plusieurs exécutions, peuvent venir ensemble.</translation>
        </message>
        <message>
            <source>The next training begins from {name}: {n} tensors, for {model}</source>
            <translation>Le prochain entraînement part de {name} : {n} tenseurs, pour {model}</translation>
        </message>
        <message>
            <source>There is no network to ask yet</source>
            <translation>Il n’y a pas encore de réseau à interroger</translation>
        </message>
        <message>
            <source>They are read first; nothing in the file is executed.</source>
            <translation>Ils sont d’abord lus ; rien dans le fichier n’est exécuté.</translation>
        </message>
        <message>
            <source>Train one or open a run, then drop images to predict them. To train on images, drop the folder that they are in.</source>
            <translation>Entraînez-en un ou ouvrez une exécution, puis déposez des images pour les prédire. Pour entraîner sur des images, déposez le dossier où elles sont.</translation>
        </message>
        <message>
            <source>Undo</source>
            <translation>Défaire</translation>
        </message>
        <message>
            <source>{name} is of a kind that is not used here</source>
            <translation>{name} est d’un genre qui ne sert pas ici</translation>
        </message>
    </context>
    <context>
        <name>OverlaidCurves</name>
        <message>
            <source>Accuracy, %</source>
            <translation>Exactitude, %</translation>
        </message>
        <message>
            <source>Curves of all runs</source>
            <translation>Courbes de toutes les exécutions</translation>
        </message>
        <message>
            <source>Loss</source>
            <translation>Perte</translation>
        </message>
        <message>
            <source>On which images</source>
            <translation>Sur quelles images</translation>
        </message>
        <message>
            <source>Training images</source>
            <translation>Images d’entraînement</translation>
        </message>
        <message>
            <source>Validation images</source>
            <translation>Images de validation</translation>
        </message>
        <message>
            <source>epoch</source>
            <translation>époque</translation>
        </message>
    </context>
    <context>
        <name>OverviewTab</name>
        <message>
            <source>Classes</source>
            <translation>Classes</translation>
        </message>
        <message>
            <source>Most often confused</source>
            <translation>Le plus souvent confondues</translation>
        </message>
        <message>
            <source>Nothing: every image was recognised.</source>
            <translation>Rien : chaque image a été reconnue.</translation>
        </message>
        <message>
            <source>Search a class</source>
            <translation>Rechercher une classe</translation>
        </message>
        <message>
            <source>See these images</source>
            <translation>Voir ces images</translation>
        </message>
        <message>
            <source>{truth} taken for {guess}: {count} of {of}</source>
            <translation>{truth} pris pour {guess} : {count} sur {of}</translation>
        </message>
    </context>
    <context>
        <name>Palette</name>
        <message>
            <source>A command, a page, a setting, a run, help…</source>
            <translation>Une commande, une page, un réglage, une exécution, de l’aide…</translation>
        </message>
        <message>
            <source>Find anything</source>
            <translation>Tout rechercher</translation>
        </message>
        <message>
            <source>Nothing is called so.</source>
            <translation>Rien ne porte ce nom.</translation>
        </message>
        <message>
            <source>What to find</source>
            <translation>Ce qu’il faut trouver</translation>
        </message>
        <message>
            <source>What was found</source>
            <translation>Ce qui a été trouvé</translation>
        </message>
    </context>
    <context>
        <name>Pasted</name>
        <message>
            <source>That is the address of a page or an image, and nothing is fetched from the network: copy the image itself in the browser, or save it and open the file.</source>
            <translation>C’est l’adresse d’une page ou d’une image, et rien n’est récupéré du réseau : copiez l’image elle-même dans le navigateur, ou enregistrez-la et ouvrez le fichier.</translation>
        </message>
        <message>
            <source>There is no image on the clipboard: copy a picture, image files or their paths first.</source>
            <translation>Il n’y a pas d’image dans le presse-papiers : copiez d’abord une image, des fichiers d’images ou leurs chemins.</translation>
        </message>
    </context>
    <context>
        <name>Picture</name>
        <message>
            <source>This file cannot be shown</source>
            <translation>Ce fichier ne peut pas être affiché</translation>
        </message>
    </context>
    <context>
        <name>PlotCard</name>
        <message>
            <source>Save this plot, see all of it…</source>
            <translation>Enregistrer ce graphique, le voir en entier…</translation>
        </message>
        <message>
            <source>See all of it</source>
            <translation>Voir en entier</translation>
        </message>
    </context>
    <context>
        <name>PlotFiles</name>
        <message>
            <source>Save as PNG</source>
            <translation>Enregistrer en PNG</translation>
        </message>
        <message>
            <source>Save as PNG…</source>
            <translation>Enregistrer en PNG…</translation>
        </message>
        <message>
            <source>Save as SVG</source>
            <translation>Enregistrer en SVG</translation>
        </message>
        <message>
            <source>Save as SVG…</source>
            <translation>Enregistrer en SVG…</translation>
        </message>
        <message>
            <source>Save the values as CSV</source>
            <translation>Enregistrer les valeurs en CSV</translation>
        </message>
        <message>
            <source>Save the values as CSV…</source>
            <translation>Enregistrer les valeurs en CSV…</translation>
        </message>
    </context>
    <context>
        <name>PredictPage</name>
        <message>
            <source>Ask an exported network instead of a run</source>
            <translation>Interroger un réseau exporté au lieu d’une exécution</translation>
        </message>
        <message>
            <source>Asking the run {run}</source>
            <translation>Interroge l’exécution {run}</translation>
        </message>
        <message>
            <source>Asking {source}</source>
            <translation>Interroge {source}</translation>
        </message>
        <message>
            <source>CSV (*.csv)</source>
            <translation>CSV (*.csv)</translation>
        </message>
        <message>
            <source>Camera</source>
            <translation>Caméra</translation>
        </message>
        <message>
            <source>Choose images…</source>
            <translation>Choisir des images…</translation>
        </message>
        <message>
            <source>Drop images or a folder here</source>
            <translation>Déposez ici des images ou un dossier</translation>
        </message>
        <message>
            <source>Export the predictions</source>
            <translation>Exporter les prédictions</translation>
        </message>
        <message>
            <source>Go to training</source>
            <translation>Aller à l’entraînement</translation>
        </message>
        <message>
            <source>Looking…</source>
            <translation>Le réseau regarde…</translation>
        </message>
        <message>
            <source>No network to ask yet</source>
            <translation>Aucun réseau à interroger pour l’instant</translation>
        </message>
        <message>
            <source>Or paste an image, or choose one. Nothing leaves this computer.</source>
            <translation>Ou collez une image, ou choisissez-en une. Rien ne quitte cet ordinateur.</translation>
        </message>
        <message>
            <source>Pasted image</source>
            <translation>Image collée</translation>
        </message>
        <message>
            <source>Predict</source>
            <translation>Prédiction</translation>
        </message>
        <message>
            <source>The folder of an export</source>
            <translation>Le dossier d’un export</translation>
        </message>
        <message>
            <source>Train one, choose a run on the left, or use an exported network.</source>
            <translation>Entraînez-en un, choisissez une exécution à gauche, ou utilisez un réseau exporté.</translation>
        </message>
        <message>
            <source>Use an export…</source>
            <translation>Utiliser un export…</translation>
        </message>
        <message>
            <source>{image}: there is no network to ask yet; train one, or choose a run on the left.</source>
            <translation>{image} : il n’y a pas encore de réseau à interroger ; entraînez-en un, ou choisissez une exécution à gauche.</translation>
        </message>
        <message>
            <source>{n} images</source>
            <translation>{n} images</translation>
        </message>
        <message>
            <source>{n} predictions are in {file}</source>
            <translation>{n} prédictions sont dans {file}</translation>
        </message>
    </context>
    <context>
        <name>PredictedModel</name>
        <message>
            <source>Confidence</source>
            <translation>Confiance</translation>
        </message>
        <message>
            <source>File</source>
            <translation>Fichier</translation>
        </message>
        <message>
            <source>Second</source>
            <translation>Deuxième</translation>
        </message>
        <message>
            <source>Taken for</source>
            <translation>Pris pour</translation>
        </message>
    </context>
    <context>
        <name>PredictedTable</name>
        <message>
            <source>Predictions</source>
            <translation>Prédictions</translation>
        </message>
    </context>
    <context>
        <name>Preferred</name>
        <message>
            <source>it is damaged</source>
            <translation>le fichier est endommagé</translation>
        </message>
        <message>
            <source>{path} cannot be used ({why}): the preferences begin with their defaults</source>
            <translation>{path} ne peut pas être utilisé ({why}) : les préférences reprennent leurs valeurs par défaut</translation>
        </message>
    </context>
    <context>
        <name>PresetActions</name>
        <message>
            <source>Copied: {line}</source>
            <translation>Copié : {line}</translation>
        </message>
        <message>
            <source>Copy as command line</source>
            <translation>Copier en ligne de commande</translation>
        </message>
        <message>
            <source>Delete</source>
            <translation>Supprimer</translation>
        </message>
        <message>
            <source>Delete the preset {name}?</source>
            <translation>Supprimer le préréglage {name} ?</translation>
        </message>
        <message>
            <source>Delete the preset…</source>
            <translation>Supprimer le préréglage…</translation>
        </message>
        <message>
            <source>Export as a preset's file</source>
            <translation>Exporter en fichier de préréglage</translation>
        </message>
        <message>
            <source>Export as a preset's file…</source>
            <translation>Exporter en fichier de préréglage…</translation>
        </message>
        <message>
            <source>Import a preset</source>
            <translation>Importer un préréglage</translation>
        </message>
        <message>
            <source>Import a preset…</source>
            <translation>Importer un préréglage…</translation>
        </message>
        <message>
            <source>Its file is deleted; the settings in the form stay as they are.</source>
            <translation>Son fichier est supprimé ; les réglages du formulaire restent tels quels.</translation>
        </message>
        <message>
            <source>Keep it</source>
            <translation>Le garder</translation>
        </message>
        <message>
            <source>Kept as the preset {name}</source>
            <translation>Conservé comme préréglage {name}</translation>
        </message>
        <message>
            <source>Only presets of your own can be renamed or deleted</source>
            <translation>Seuls vos propres préréglages peuvent être renommés ou supprimés</translation>
        </message>
        <message>
            <source>Paste command line</source>
            <translation>Coller une ligne de commande</translation>
        </message>
        <message>
            <source>Presets and recipes (*.toml)</source>
            <translation>Préréglages et recettes (*.toml)</translation>
        </message>
        <message>
            <source>Rename</source>
            <translation>Renommer</translation>
        </message>
        <message>
            <source>Rename the preset</source>
            <translation>Renommer le préréglage</translation>
        </message>
        <message>
            <source>Rename the preset…</source>
            <translation>Renommer le préréglage…</translation>
        </message>
        <message>
            <source>Replace</source>
            <translation>Remplacer</translation>
        </message>
        <message>
            <source>Replace the preset {name}?</source>
            <translation>Remplacer le préréglage {name} ?</translation>
        </message>
        <message>
            <source>Save</source>
            <translation>Enregistrer</translation>
        </message>
        <message>
            <source>Save as preset</source>
            <translation>Enregistrer comme préréglage</translation>
        </message>
        <message>
            <source>Save as preset…</source>
            <translation>Enregistrer comme préréglage…</translation>
        </message>
        <message>
            <source>The preset {name} is deleted</source>
            <translation>Le préréglage {name} est supprimé</translation>
        </message>
        <message>
            <source>There is a preset of that name already: the file would take its place.</source>
            <translation>Il y a déjà un préréglage de ce nom : le fichier prendrait sa place.</translation>
        </message>
        <message>
            <source>Written to {path}</source>
            <translation>Écrit dans {path}</translation>
        </message>
        <message>
            <source>recipe</source>
            <translation>recette</translation>
        </message>
    </context>
    <context>
        <name>PresetBox</name>
        <message>
            <source>Defaults</source>
            <translation>Valeurs par défaut</translation>
        </message>
        <message>
            <source>Preset</source>
            <translation>Préréglage</translation>
        </message>
        <message>
            <source>Yours</source>
            <translation>Les vôtres</translation>
        </message>
    </context>
    <context>
        <name>PresetCard</name>
        <message>
            <source>For the next run: the one that goes on keeps its own settings.</source>
            <translation>Pour la prochaine exécution : celle qui est en cours garde ses propres réglages.</translation>
        </message>
        <message>
            <source>Preset</source>
            <translation>Préréglage</translation>
        </message>
        <message>
            <source>Presets and command line</source>
            <translation>Préréglages et ligne de commande</translation>
        </message>
        <message>
            <source>Settings that suit most small images</source>
            <translation>Des réglages qui conviennent à la plupart des petites images</translation>
        </message>
        <message>
            <source>Split, balance and augmentation…</source>
            <translation>Répartition, équilibre et augmentation…</translation>
        </message>
        <message>
            <source>These settings are on the Data page, beside their effect</source>
            <translation>Ces réglages sont sur la page Données, à côté de leur effet</translation>
        </message>
        <message>
            <source>{n} setting(s) differ from it</source>
            <translation>{n} réglage(s) en diffèrent</translation>
        </message>
    </context>
    <context>
        <name>PresetDialog</name>
        <message>
            <source>Cancel</source>
            <translation>Annuler</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>Nom</translation>
        </message>
        <message>
            <source>Optional, one line</source>
            <translation>Facultatif, une ligne</translation>
        </message>
        <message>
            <source>Replace</source>
            <translation>Remplacer</translation>
        </message>
        <message>
            <source>There is a preset {name} already.</source>
            <translation>Il y a déjà un préréglage {name}.</translation>
        </message>
        <message>
            <source>There is a preset {name} already: it is replaced.</source>
            <translation>Il y a déjà un préréglage {name} : il est remplacé.</translation>
        </message>
        <message>
            <source>What it is for</source>
            <translation>À quoi il sert</translation>
        </message>
    </context>
    <context>
        <name>ProblemsTab</name>
        <message>
            <source>All kinds ({n})</source>
            <translation>Tous les genres ({n})</translation>
        </message>
        <message>
            <source>Every file could be read, and every class has images enough.</source>
            <translation>Chaque fichier a pu être lu, et chaque classe a assez d’images.</translation>
        </message>
        <message>
            <source>Kind of problem shown</source>
            <translation>Genre de problème affiché</translation>
        </message>
        <message>
            <source>Nothing is wrong</source>
            <translation>Rien à signaler</translation>
        </message>
        <message>
            <source>Problems</source>
            <translation>Problèmes</translation>
        </message>
        <message>
            <source>Show the image</source>
            <translation>Afficher l’image</translation>
        </message>
        <message>
            <source>What cannot be read is left out of training by itself.</source>
            <translation>Ce qui ne peut pas être lu est écarté de l’entraînement de lui-même.</translation>
        </message>
    </context>
    <context>
        <name>QueueTab</name>
        <message>
            <source>Add these settings</source>
            <translation>Ajouter ces réglages</translation>
        </message>
        <message>
            <source>Earlier (Alt+Up)</source>
            <translation>Plus tôt (Alt+Haut)</translation>
        </message>
        <message>
            <source>Epochs</source>
            <translation>Époques</translation>
        </message>
        <message>
            <source>Go on after this run</source>
            <translation>Continuer après cette exécution</translation>
        </message>
        <message>
            <source>Later (Alt+Down)</source>
            <translation>Plus tard (Alt+Bas)</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>Nom</translation>
        </message>
        <message>
            <source>Nothing waits</source>
            <translation>Rien n’attend</translation>
        </message>
        <message>
            <source>Put its settings into the form; the entry stays</source>
            <translation>Mettre ses réglages dans le formulaire ; l’entrée reste</translation>
        </message>
        <message>
            <source>Put the settings as they are at the end of the queue</source>
            <translation>Mettre les réglages actuels à la fin de la file d’attente</translation>
        </message>
        <message>
            <source>Put the settings as they are into the queue, change them, and put those in too. The queue then trains one after the other, also through the night.</source>
            <translation>Mettez les réglages actuels dans la file d’attente, modifiez-les, et mettez-y ceux-là aussi. La file les entraîne ensuite l’un après l’autre, même pendant la nuit.</translation>
        </message>
        <message>
            <source>Queue</source>
            <translation>File d’attente</translation>
        </message>
        <message>
            <source>Remove</source>
            <translation>Retirer</translation>
        </message>
        <message>
            <source>Show its settings</source>
            <translation>Afficher ses réglages</translation>
        </message>
        <message>
            <source>Start the queue</source>
            <translation>Démarrer la file</translation>
        </message>
        <message>
            <source>State</source>
            <translation>État</translation>
        </message>
        <message>
            <source>Stop after this run</source>
            <translation>S’arrêter après cette exécution</translation>
        </message>
        <message>
            <source>Take it out of the queue (Del); a run it has stays</source>
            <translation>La retirer de la file d’attente (Suppr) ; si elle a une exécution, celle-ci reste</translation>
        </message>
        <message>
            <source>What differs</source>
            <translation>Ce qui diffère</translation>
        </message>
        <message>
            <source>{name} failed: {why}</source>
            <translation>{name} a échoué : {why}</translation>
        </message>
        <message>
            <source>{n} in the queue. It ends with the run that goes on.</source>
            <translation>{n} dans la file d’attente. Elle prend fin avec l’exécution en cours.</translation>
        </message>
        <message>
            <source>{n} in the queue. The first one is being trained.</source>
            <translation>{n} dans la file d’attente. La première est en cours d’entraînement.</translation>
        </message>
        <message>
            <source>{n} waiting. Another program works the queue off (process {pid}).</source>
            <translation>{n} en attente. Un autre programme traite la file (processus {pid}).</translation>
        </message>
        <message>
            <source>{n} waiting. The queue can be started when this run is over.</source>
            <translation>{n} en attente. La file peut démarrer quand cette exécution est terminée.</translation>
        </message>
        <message>
            <source>{n} waiting. They are trained one after the other.</source>
            <translation>{n} en attente. Elles sont entraînées l’une après l’autre.</translation>
        </message>
    </context>
    <context>
        <name>Rail</name>
        <message>
            <source>A run is going on</source>
            <translation>Une exécution est en cours</translation>
        </message>
        <message>
            <source>Add to queue</source>
            <translation>Ajouter à la file d’attente</translation>
        </message>
        <message>
            <source>Add to the queue: train these settings later</source>
            <translation>Ajouter à la file d’attente : entraîner ces réglages plus tard</translation>
        </message>
        <message>
            <source>As the system</source>
            <translation>Comme le système</translation>
        </message>
        <message>
            <source>Dark</source>
            <translation>Sombre</translation>
        </message>
        <message>
            <source>Data</source>
            <translation>Données</translation>
        </message>
        <message>
            <source>Discard the run…</source>
            <translation>Abandonner l’exécution…</translation>
        </message>
        <message>
            <source>Ending…</source>
            <translation>Arrêt en cours…</translation>
        </message>
        <message>
            <source>Evaluate</source>
            <translation>Évaluer</translation>
        </message>
        <message>
            <source>Evaluating…</source>
            <translation>Évaluation…</translation>
        </message>
        <message>
            <source>Export</source>
            <translation>Exporter</translation>
        </message>
        <message>
            <source>Getting ready…</source>
            <translation>Préparation…</translation>
        </message>
        <message>
            <source>Go on</source>
            <translation>Continuer</translation>
        </message>
        <message>
            <source>Help, log and more</source>
            <translation>Aide, journal et plus</translation>
        </message>
        <message>
            <source>Hold the run, or let it go on</source>
            <translation>Suspendre l’exécution, ou la laisser continuer</translation>
        </message>
        <message>
            <source>Interrupt, and resume later</source>
            <translation>Interrompre, et reprendre plus tard</translation>
        </message>
        <message>
            <source>Language</source>
            <translation>Langue</translation>
        </message>
        <message>
            <source>Language of the system</source>
            <translation>Langue du système</translation>
        </message>
        <message>
            <source>Last epoch…</source>
            <translation>Dernière époque…</translation>
        </message>
        <message>
            <source>Light</source>
            <translation>Clair</translation>
        </message>
        <message>
            <source>Look and language</source>
            <translation>Apparence et langue</translation>
        </message>
        <message>
            <source>Model</source>
            <translation>Modèle</translation>
        </message>
        <message>
            <source>Other ways to stop</source>
            <translation>Autres façons d’arrêter</translation>
        </message>
        <message>
            <source>Pause</source>
            <translation>Pause</translation>
        </message>
        <message>
            <source>Paused</source>
            <translation>En pause</translation>
        </message>
        <message>
            <source>Predict</source>
            <translation>Prédire</translation>
        </message>
        <message>
            <source>Stop</source>
            <translation>Arrêter</translation>
        </message>
        <message>
            <source>Stop after this batch, keep the best</source>
            <translation>Arrêter après ce lot, garder le meilleur</translation>
        </message>
        <message>
            <source>Stop after this batch: the best epoch is kept and evaluated</source>
            <translation>Arrêter après ce lot : la meilleure époque est gardée et évaluée</translation>
        </message>
        <message>
            <source>Stop after this epoch, keep the best</source>
            <translation>Arrêter après cette époque, garder le meilleur</translation>
        </message>
        <message>
            <source>Train</source>
            <translation>Entraîner</translation>
        </message>
        <message>
            <source>Train with the settings as they are</source>
            <translation>Entraîner avec les réglages actuels</translation>
        </message>
        <message>
            <source>Training…</source>
            <translation>Entraînement…</translation>
        </message>
    </context>
    <context>
        <name>RateTab</name>
        <message>
            <source>Find learning rate</source>
            <translation>Trouver le taux d’apprentissage</translation>
        </message>
        <message>
            <source>Loss</source>
            <translation>Perte</translation>
        </message>
        <message>
            <source>Steps at ever higher rates show where the loss falls, and where it rises again. Nothing is kept of them.</source>
            <translation>Des pas à des taux de plus en plus élevés montrent où la perte baisse, et où elle remonte. Rien n’en est conservé.</translation>
        </message>
        <message>
            <source>Suggested: a tenth of the rate at which the loss is lowest, so that the loaded weights do not forget what they know.</source>
            <translation>Proposé : un dixième du taux où la perte est la plus basse, pour que les poids chargés n’oublient pas ce qu’ils savent.</translation>
        </message>
        <message>
            <source>Suggested: half of the rate at which the loss is lowest.</source>
            <translation>Proposé : la moitié du taux où la perte est la plus basse.</translation>
        </message>
        <message>
            <source>The loss does not fall at any rate: look at the images and their classes, or take a rate that is known to suit the network.</source>
            <translation>La perte ne baisse à aucun taux : regardez les images et leurs classes, ou prenez un taux connu pour convenir au réseau.</translation>
        </message>
        <message>
            <source>Trying {rate}</source>
            <translation>Essai à {rate}</translation>
        </message>
        <message>
            <source>Use this rate</source>
            <translation>Utiliser ce taux</translation>
        </message>
        <message>
            <source>Which learning rate?</source>
            <translation>Quel taux d’apprentissage ?</translation>
        </message>
        <message>
            <source>as tried</source>
            <translation>essayé</translation>
        </message>
        <message>
            <source>learning rate</source>
            <translation>taux d’apprentissage</translation>
        </message>
        <message>
            <source>lowest loss at</source>
            <translation>perte minimale à</translation>
        </message>
        <message>
            <source>rate now</source>
            <translation>taux actuel</translation>
        </message>
        <message>
            <source>smoothed</source>
            <translation>lissé</translation>
        </message>
        <message>
            <source>steepest fall</source>
            <translation>plus forte baisse</translation>
        </message>
        <message>
            <source>suggested rate</source>
            <translation>taux proposé</translation>
        </message>
    </context>
    <context>
        <name>Readiness</name>
        <message>
            <source>Choose images first, on the Data page</source>
            <translation>Choisissez d’abord des images, sur la page Données</translation>
        </message>
        <message>
            <source>Put this right first: {fault}</source>
            <translation>À corriger d’abord : {fault}</translation>
        </message>
        <message>
            <source>The images are being read</source>
            <translation>Les images sont en cours de lecture</translation>
        </message>
    </context>
    <context>
        <name>RecentList</name>
        <message>
            <source>Clear</source>
            <translation>Effacer</translation>
        </message>
        <message>
            <source>Clear the recent items</source>
            <translation>Effacer les éléments récents</translation>
        </message>
        <message>
            <source>Recent</source>
            <translation>Récents</translation>
        </message>
        <message>
            <source>Take it off this list</source>
            <translation>L’enlever de cette liste</translation>
        </message>
        <message>
            <source>{path}: no longer there</source>
            <translation>{path} : n’existe plus</translation>
        </message>
    </context>
    <context>
        <name>RecipeForm</name>
        <message>
            <source>Clear the search</source>
            <translation>Effacer la recherche</translation>
        </message>
        <message>
            <source>No setting says “{text}”.</source>
            <translation>Aucun réglage ne dit « {text} ».</translation>
        </message>
    </context>
    <context>
        <name>RegulatorsTab</name>
        <message>
            <source>No network to look into yet</source>
            <translation>Aucun réseau à examiner pour l’instant</translation>
        </message>
        <message>
            <source>Open a run of a RegNet that was evaluated, on the left.</source>
            <translation>Ouvrez à gauche une exécution évaluée d’un RegNet.</translation>
        </message>
        <message>
            <source>This network has no regulators</source>
            <translation>Ce réseau n’a pas de régulateurs</translation>
        </message>
        <message>
            <source>{model} is neither a RegNet nor a ResNet. Open a run of a RegNet to see its gates and its memory; train one with model.name = regnet20_lstm, for example.</source>
            <translation>{model} n’est ni un RegNet ni un ResNet. Ouvrez une exécution d’un RegNet pour voir ses portes et sa mémoire ; entraînez-en un avec model.name = regnet20_lstm, par exemple.</translation>
        </message>
    </context>
    <context>
        <name>ReliabilityDiagram</name>
        <message>
            <source>Reliability diagram</source>
            <translation>Diagramme de fiabilité</translation>
        </message>
        <message>
            <source>Save this diagram…</source>
            <translation>Enregistrer ce diagramme…</translation>
        </message>
        <message>
            <source>as the network says it</source>
            <translation>comme le réseau le dit</translation>
        </message>
        <message>
            <source>at the temperature</source>
            <translation>à la température</translation>
        </message>
        <message>
            <source>confidence, %; below: images</source>
            <translation>confiance, % ; dessous : images</translation>
        </message>
        <message>
            <source>gap to how sure it was</source>
            <translation>écart avec l’assurance affichée</translation>
        </message>
        <message>
            <source>right answers</source>
            <translation>réponses justes</translation>
        </message>
        <message>
            <source>right, %</source>
            <translation>justes, %</translation>
        </message>
        <message>
            <source>said {confidence}, right {accuracy} of {n} images</source>
            <translation>annoncé {confidence}, juste {accuracy} de {n} images</translation>
        </message>
    </context>
    <context>
        <name>RepairBar</name>
        <message>
            <source>A new run with this run's recipe on the mended data; when it has ended, the two are compared. Your files stay as they are.</source>
            <translation>Une nouvelle exécution avec la recette de celle-ci sur les données corrigées ; quand elle se termine, les deux sont comparées. Vos fichiers restent tels quels.</translation>
        </message>
        <message>
            <source>Exclude</source>
            <translation>Exclure</translation>
        </message>
        <message>
            <source>Images mended since this run: {n}</source>
            <translation>Images corrigées depuis cette exécution : {n}</translation>
        </message>
        <message>
            <source>Move to</source>
            <translation>Déplacer</translation>
        </message>
        <message>
            <source>Relabel</source>
            <translation>Réétiqueter</translation>
        </message>
        <message>
            <source>Relabel…</source>
            <translation>Réétiqueter…</translation>
        </message>
        <message>
            <source>Restore</source>
            <translation>Rétablir</translation>
        </message>
        <message>
            <source>Select images to mend them</source>
            <translation>Choisissez des images</translation>
        </message>
        <message>
            <source>Show large</source>
            <translation>En grand</translation>
        </message>
        <message>
            <source>Take the last edit back</source>
            <translation>Annuler la dernière modification</translation>
        </message>
        <message>
            <source>The class of the selected images ({n}):</source>
            <translation>La classe des images sélectionnées ({n}) :</translation>
        </message>
        <message>
            <source>The data changed since this run</source>
            <translation>Les données ont changé depuis cette exécution</translation>
        </message>
        <message>
            <source>Train again</source>
            <translation>Réentraîner</translation>
        </message>
        <message>
            <source>Undo</source>
            <translation>Défaire</translation>
        </message>
        <message>
            <source>{n} selected</source>
            <translation>{n} sélectionnée(s)</translation>
        </message>
    </context>
    <context>
        <name>ReportPreview</name>
        <message>
            <source>What the report will hold</source>
            <translation>Ce que contiendra le rapport</translation>
        </message>
    </context>
    <context>
        <name>ReportTab</name>
        <message>
            <source>A PDF, for paper</source>
            <translation>Un PDF, pour le papier</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>Annuler</translation>
        </message>
        <message>
            <source>Choose the folder for the report</source>
            <translation>Choisir le dossier du rapport</translation>
        </message>
        <message>
            <source>Choose what to write</source>
            <translation>Choisissez ce qu’il faut écrire</translation>
        </message>
        <message>
            <source>Computing heat maps</source>
            <translation>Calcul des cartes de chaleur</translation>
        </message>
        <message>
            <source>Drawing</source>
            <translation>Dessin</translation>
        </message>
        <message>
            <source>Folder</source>
            <translation>Dossier</translation>
        </message>
        <message>
            <source>Folder for the report</source>
            <translation>Dossier pour le rapport</translation>
        </message>
        <message>
            <source>One HTML page, for any browser</source>
            <translation>Une page HTML, pour tout navigateur</translation>
        </message>
        <message>
            <source>Open the folder</source>
            <translation>Ouvrir le dossier</translation>
        </message>
        <message>
            <source>Open the report</source>
            <translation>Ouvrir le rapport</translation>
        </message>
        <message>
            <source>Plots as PNG</source>
            <translation>Graphiques en PNG</translation>
        </message>
        <message>
            <source>Plots as SVG</source>
            <translation>Graphiques en SVG</translation>
        </message>
        <message>
            <source>Progress of the report</source>
            <translation>Progression du rapport</translation>
        </message>
        <message>
            <source>Reading images</source>
            <translation>Lecture des images</translation>
        </message>
        <message>
            <source>Reading the run…</source>
            <translation>Lecture de l’exécution…</translation>
        </message>
        <message>
            <source>Tables as CSV</source>
            <translation>Tableaux en CSV</translation>
        </message>
        <message>
            <source>Tables as JSON</source>
            <translation>Tableaux en JSON</translation>
        </message>
        <message>
            <source>The report is written.</source>
            <translation>Le rapport est écrit.</translation>
        </message>
        <message>
            <source>What it will hold</source>
            <translation>Ce qu’il contiendra</translation>
        </message>
        <message>
            <source>What to write</source>
            <translation>Ce qu’il faut écrire</translation>
        </message>
        <message>
            <source>Write the report</source>
            <translation>Écrire le rapport</translation>
        </message>
        <message>
            <source>and {n} more</source>
            <translation>et {n} de plus</translation>
        </message>
    </context>
    <context>
        <name>ResultGrid</name>
        <message>
            <source>Reading the images: {done}</source>
            <translation>Lecture des images : {done}</translation>
        </message>
    </context>
    <context>
        <name>RobustnessTab</name>
        <message>
            <source>Accuracy by corruption and strength</source>
            <translation>Exactitude par altération et par intensité</translation>
        </message>
        <message>
            <source>Accuracy on images that were made worse, at the network's own size.</source>
            <translation>Exactitude sur des images altérées, à la taille propre du réseau.</translation>
        </message>
        <message>
            <source>All images</source>
            <translation>Toutes les images</translation>
        </message>
        <message>
            <source>How many images of the split</source>
            <translation>Combien d’images de la partition</translation>
        </message>
        <message>
            <source>How robust is it?</source>
            <translation>Est-il robuste ?</translation>
        </message>
        <message>
            <source>Measure</source>
            <translation>Mesurer</translation>
        </message>
        <message>
            <source>Measure again</source>
            <translation>Mesurer à nouveau</translation>
        </message>
        <message>
            <source>Progress of the measurement</source>
            <translation>Progression de la mesure</translation>
        </message>
        <message>
            <source>The network is shown its images blurred, noisy, brighter or darker, after JPEG, turned and shifted, each at five strengths. Your files stay as they are.</source>
            <translation>Le réseau voit ses images floues, bruitées, plus claires ou plus sombres, après JPEG, tournées et décalées, chacune à cinq intensités. Vos fichiers restent tels quels.</translation>
        </message>
        <message>
            <source>accuracy, %</source>
            <translation>exactitude, %</translation>
        </message>
        <message>
            <source>as they are</source>
            <translation>telles quelles</translation>
        </message>
        <message>
            <source>clean</source>
            <translation>intactes</translation>
        </message>
        <message>
            <source>hardest</source>
            <translation>la plus dure</translation>
        </message>
        <message>
            <source>strength</source>
            <translation>intensité</translation>
        </message>
        <message>
            <source>worse, on average</source>
            <translation>altérées, en moyenne</translation>
        </message>
        <message>
            <source>{n} images</source>
            <translation>{n} images</translation>
        </message>
        <message>
            <source>{n} images of the {split} split, made worse at the network's own size; what is drawn at random is the same each time.</source>
            <translation>{n} images de la partition « {split} », altérées à la taille propre du réseau ; ce qui est tiré au hasard est chaque fois le même.</translation>
        </message>
    </context>
    <context>
        <name>RunActions</name>
        <message>
            <source>Archive</source>
            <translation>Archiver</translation>
        </message>
        <message>
            <source>Compare</source>
            <translation>Comparer</translation>
        </message>
        <message>
            <source>Compare {n} runs</source>
            <translation>Comparer {n} exécutions</translation>
        </message>
        <message>
            <source>Copy its path</source>
            <translation>Copier son chemin</translation>
        </message>
        <message>
            <source>Move to the trash</source>
            <translation>Mettre à la corbeille</translation>
        </message>
        <message>
            <source>Note…</source>
            <translation>Note…</translation>
        </message>
        <message>
            <source>Open</source>
            <translation>Ouvrir</translation>
        </message>
        <message>
            <source>Open its folder</source>
            <translation>Ouvrir son dossier</translation>
        </message>
        <message>
            <source>Rename</source>
            <translation>Renommer</translation>
        </message>
        <message>
            <source>Tags…</source>
            <translation>Étiquettes…</translation>
        </message>
        <message>
            <source>Take out of the archive</source>
            <translation>Sortir de l’archive</translation>
        </message>
    </context>
    <context>
        <name>RunDesk</name>
        <message>
            <source>Undo</source>
            <translation>Défaire</translation>
        </message>
        <message>
            <source>{name} is in the trash</source>
            <translation>{name} est à la corbeille</translation>
        </message>
        <message>
            <source>{n} runs are in the trash</source>
            <translation>{n} exécutions sont à la corbeille</translation>
        </message>
    </context>
    <context>
        <name>RunFigures</name>
        <message>
            <source>How far a step moves the weights, as a share of their own length</source>
            <translation>De combien un pas déplace les poids, en part de leur propre longueur</translation>
        </message>
        <message>
            <source>In epoch {n}</source>
            <translation>Dans l’époque {n}</translation>
        </message>
        <message>
            <source>Memory ended: batches come in parts</source>
            <translation>La mémoire a manqué : les lots viennent par parts</translation>
        </message>
        <message>
            <source>Of the last step</source>
            <translation>Du dernier pas</translation>
        </message>
        <message>
            <source>Of the whole network, before clipping</source>
            <translation>De tout le réseau, avant l’écrêtage</translation>
        </message>
        <message>
            <source>Of {device}, which trains</source>
            <translation>De {device}, qui entraîne</translation>
        </message>
        <message>
            <source>Progress of the run</source>
            <translation>Progression de l’exécution</translation>
        </message>
        <message>
            <source>Their loss or gradient was not finite</source>
            <translation>Leur perte ou leur gradient n’était pas fini</translation>
        </message>
        <message>
            <source>best validation</source>
            <translation>meilleure validation</translation>
        </message>
        <message>
            <source>epoch</source>
            <translation>époque</translation>
        </message>
        <message>
            <source>gradient norm</source>
            <translation>norme du gradient</translation>
        </message>
        <message>
            <source>images a second</source>
            <translation>images par seconde</translation>
        </message>
        <message>
            <source>images at a time</source>
            <translation>images à la fois</translation>
        </message>
        <message>
            <source>images set aside</source>
            <translation>images mises de côté</translation>
        </message>
        <message>
            <source>learning rate</source>
            <translation>taux d’apprentissage</translation>
        </message>
        <message>
            <source>left</source>
            <translation>restant</translation>
        </message>
        <message>
            <source>load</source>
            <translation>charge</translation>
        </message>
        <message>
            <source>memory</source>
            <translation>mémoire</translation>
        </message>
        <message>
            <source>steps left out</source>
            <translation>pas omis</translation>
        </message>
        <message>
            <source>test</source>
            <translation>test</translation>
        </message>
        <message>
            <source>weight update</source>
            <translation>variation des poids</translation>
        </message>
        <message>
            <source>{n} images an epoch</source>
            <translation>{n} images par époque</translation>
        </message>
    </context>
    <context>
        <name>RunStory</name>
        <message>
            <source>What happened in this run</source>
            <translation>Ce qui s’est passé dans cette exécution</translation>
        </message>
    </context>
    <context>
        <name>RunViews</name>
        <message>
            <source>Confusions</source>
            <translation>Confusions</translation>
        </message>
        <message>
            <source>Curves</source>
            <translation>Courbes</translation>
        </message>
        <message>
            <source>Log</source>
            <translation>Journal</translation>
        </message>
        <message>
            <source>Wrong images</source>
            <translation>Images fausses</translation>
        </message>
    </context>
    <context>
        <name>RunsList</name>
        <message>
            <source>All runs in a table</source>
            <translation>Toutes les exécutions dans un tableau</translation>
        </message>
        <message>
            <source>Archived</source>
            <translation>Archivées</translation>
        </message>
        <message>
            <source>Best accuracy first</source>
            <translation>Meilleure exactitude d’abord</translation>
        </message>
        <message>
            <source>By name</source>
            <translation>Par nom</translation>
        </message>
        <message>
            <source>Compare {n} runs</source>
            <translation>Comparer {n} exécutions</translation>
        </message>
        <message>
            <source>Ctrl+click: choose several to compare.</source>
            <translation>Ctrl+clic : en choisir plusieurs à comparer.</translation>
        </message>
        <message>
            <source>Largest first</source>
            <translation>Les plus grosses d’abord</translation>
        </message>
        <message>
            <source>Name, network, data, tag, status or note</source>
            <translation>Nom, réseau, données, étiquette, état ou note</translation>
        </message>
        <message>
            <source>Newest first</source>
            <translation>Les plus récentes d’abord</translation>
        </message>
        <message>
            <source>No run is like that.</source>
            <translation>Aucune exécution de ce genre.</translation>
        </message>
        <message>
            <source>None yet. Each training becomes a run that stays here.</source>
            <translation>Aucune encore. Chaque entraînement devient une exécution qui reste ici.</translation>
        </message>
        <message>
            <source>Only runs with these tags</source>
            <translation>Seulement les exécutions qui ont ces étiquettes</translation>
        </message>
        <message>
            <source>Resume</source>
            <translation>Reprendre</translation>
        </message>
        <message>
            <source>Runs</source>
            <translation>Exécutions</translation>
        </message>
        <message>
            <source>Search</source>
            <translation>Rechercher</translation>
        </message>
        <message>
            <source>Search the runs</source>
            <translation>Rechercher dans les exécutions</translation>
        </message>
        <message>
            <source>Show all</source>
            <translation>Tout afficher</translation>
        </message>
        <message>
            <source>Show me, in half a minute</source>
            <translation>Voir en 30 secondes</translation>
        </message>
        <message>
            <source>Sort the runs</source>
            <translation>Trier les exécutions</translation>
        </message>
        <message>
            <source>Train further…</source>
            <translation>Prolonger…</translation>
        </message>
        <message>
            <source>{n} of {m} runs · {size}</source>
            <translation>Exécutions : {n} sur {m} · {size}</translation>
        </message>
    </context>
    <context>
        <name>RunsPage</name>
        <message>
            <source>All runs</source>
            <translation>Toutes les exécutions</translation>
        </message>
        <message>
            <source>All runs in a table</source>
            <translation>Toutes les exécutions dans un tableau</translation>
        </message>
        <message>
            <source>Archived</source>
            <translation>Archivées</translation>
        </message>
        <message>
            <source>Back</source>
            <translation>Retour</translation>
        </message>
        <message>
            <source>Columns</source>
            <translation>Colonnes</translation>
        </message>
        <message>
            <source>Each training becomes a run that stays here, with all it has learned.</source>
            <translation>Chaque entraînement devient une exécution qui reste ici, avec tout ce qu’elle a appris.</translation>
        </message>
        <message>
            <source>Empty it</source>
            <translation>La vider</translation>
        </message>
        <message>
            <source>Empty the trash of the runs?</source>
            <translation>Vider la corbeille des exécutions ?</translation>
        </message>
        <message>
            <source>Go to training</source>
            <translation>Aller à l’entraînement</translation>
        </message>
        <message>
            <source>Keep it</source>
            <translation>La garder</translation>
        </message>
        <message>
            <source>Name, network, data, tag, status or note</source>
            <translation>Nom, réseau, données, étiquette, état ou note</translation>
        </message>
        <message>
            <source>No run is like that</source>
            <translation>Aucune exécution de ce genre</translation>
        </message>
        <message>
            <source>No runs yet</source>
            <translation>Pas encore d’exécutions</translation>
        </message>
        <message>
            <source>Only runs with these tags</source>
            <translation>Seulement les exécutions qui ont ces étiquettes</translation>
        </message>
        <message>
            <source>Search for something else, or show all runs.</source>
            <translation>Cherchez autre chose, ou affichez toutes les exécutions.</translation>
        </message>
        <message>
            <source>Search the runs</source>
            <translation>Rechercher dans les exécutions</translation>
        </message>
        <message>
            <source>Show all</source>
            <translation>Tout afficher</translation>
        </message>
        <message>
            <source>Trash: {n} runs, {size}. Empty it…</source>
            <translation>Corbeille : {n} exécutions, {size}. La vider…</translation>
        </message>
        <message>
            <source>What lies in it is deleted for good.</source>
            <translation>Ce qu’elle contient est supprimé pour de bon.</translation>
        </message>
        <message>
            <source>{n} of {m} runs · {size}</source>
            <translation>Exécutions : {n} sur {m} · {size}</translation>
        </message>
        <message>
            <source>{n} selected · {size}</source>
            <translation>{n} sélectionnée(s) · {size}</translation>
        </message>
    </context>
    <context>
        <name>RunsView</name>
        <message>
            <source>Runs</source>
            <translation>Exécutions</translation>
        </message>
    </context>
    <context>
        <name>SaidBars</name>
        <message>
            <source>The network says: {classes}</source>
            <translation>Le réseau dit : {classes}</translation>
        </message>
    </context>
    <context>
        <name>SearchField</name>
        <message>
            <source>By name, key, help, unit or choice, on every page; Esc shows all again</source>
            <translation>Par nom, clé, aide, unité ou choix, sur toutes les pages ; Échap réaffiche tout</translation>
        </message>
        <message>
            <source>Search all settings</source>
            <translation>Rechercher un réglage</translation>
        </message>
    </context>
    <context>
        <name>SetCard</name>
        <message>
            <source>download {size}</source>
            <translation>téléchargement {size}</translation>
        </message>
        <message>
            <source>on this computer</source>
            <translation>sur cet ordinateur</translation>
        </message>
        <message>
            <source>{images} images · {classes} classes</source>
            <translation>{images} images · {classes} classes</translation>
        </message>
    </context>
    <context>
        <name>Shell</name>
        <message>
            <source>A run is going on</source>
            <translation>Une exécution est en cours</translation>
        </message>
        <message>
            <source>The end of a run is no longer told</source>
            <translation>La fin d’une exécution n’est plus signalée</translation>
        </message>
        <message>
            <source>When a run ends and the window is not in sight, the system tells you</source>
            <translation>Quand une exécution se termine et que la fenêtre n’est pas visible, le système vous le dit</translation>
        </message>
    </context>
    <context>
        <name>SortDialog</name>
        <message>
            <source>Below this confidence, into “uncertain”</source>
            <translation>Au-dessous de cette confiance, dans « uncertain »</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>Annuler</translation>
        </message>
        <message>
            <source>Choose the folder to sort into</source>
            <translation>Choisir le dossier où trier</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>Fermer</translation>
        </message>
        <message>
            <source>Confidence below which images are set apart</source>
            <translation>Confiance au-dessous de laquelle les images sont mises à part</translation>
        </message>
        <message>
            <source>Copies each image into a folder named after what it is taken for. The images stay where they are; no file is written over.</source>
            <translation>Copie chaque image dans un dossier nommé d’après ce pour quoi elle est prise. Les images restent où elles sont ; aucun fichier n’est écrasé.</translation>
        </message>
        <message>
            <source>Copy</source>
            <translation>Copier</translation>
        </message>
        <message>
            <source>Copy {n} images</source>
            <translation>Copier {n} images</translation>
        </message>
        <message>
            <source>Ending…</source>
            <translation>Arrêt en cours…</translation>
        </message>
        <message>
            <source>Folder</source>
            <translation>Dossier</translation>
        </message>
        <message>
            <source>Folder to sort into</source>
            <translation>Dossier où trier</translation>
        </message>
        <message>
            <source>Give the whole path of a folder.</source>
            <translation>Donnez le chemin complet d’un dossier.</translation>
        </message>
        <message>
            <source>Images</source>
            <translation>Images</translation>
        </message>
        <message>
            <source>Into</source>
            <translation>Vers</translation>
        </message>
        <message>
            <source>Looking at the files…</source>
            <translation>Examen des fichiers…</translation>
        </message>
        <message>
            <source>Open the folder</source>
            <translation>Ouvrir le dossier</translation>
        </message>
        <message>
            <source>Progress of the copying</source>
            <translation>Progression de la copie</translation>
        </message>
        <message>
            <source>Size</source>
            <translation>Taille</translation>
        </message>
        <message>
            <source>Sort into folders</source>
            <translation>Trier dans des dossiers</translation>
        </message>
        <message>
            <source>Sorted</source>
            <translation>Triées</translation>
        </message>
        <message>
            <source>What each folder gets</source>
            <translation>Ce que reçoit chaque dossier</translation>
        </message>
        <message>
            <source>What is copied by then stays</source>
            <translation>Ce qui est copié d’ici là reste</translation>
        </message>
        <message>
            <source>what went where: {file}</source>
            <translation>ce qui est allé où : {file}</translation>
        </message>
        <message>
            <source>{done} of {total} images</source>
            <translation>{done} images sur {total}</translation>
        </message>
        <message>
            <source>{done} of {total} images · {left} left</source>
            <translation>{done} images sur {total} · encore {left}</translation>
        </message>
        <message>
            <source>{n} are gone</source>
            <translation>{n} ont disparu</translation>
        </message>
        <message>
            <source>{n} are there already</source>
            <translation>{n} sont déjà là</translation>
        </message>
        <message>
            <source>{n} could not be copied, the first: {path} ({why})</source>
            <translation>{n} n’ont pas pu être copiées, la première : {path} ({why})</translation>
        </message>
        <message>
            <source>{n} get a number, since others have their name</source>
            <translation>{n} reçoivent un numéro, car d’autres ont leur nom</translation>
        </message>
        <message>
            <source>{n} images to copy, {size}; {free} free</source>
            <translation>{n} images à copier, {size} ; {free} libres</translation>
        </message>
        <message>
            <source>{n} images were copied</source>
            <translation>{n} images ont été copiées</translation>
        </message>
    </context>
    <context>
        <name>SplitTab</name>
        <message>
            <source>The images are being read anew</source>
            <translation>Les images sont relues</translation>
        </message>
        <message>
            <source>copies left out</source>
            <translation>copies écartées</translation>
        </message>
        <message>
            <source>test</source>
            <translation>test</translation>
        </message>
        <message>
            <source>training</source>
            <translation>entraînement</translation>
        </message>
        <message>
            <source>validation</source>
            <translation>validation</translation>
        </message>
    </context>
    <context>
        <name>StatusLine</name>
        <message>
            <source>Ending: saving what there is…</source>
            <translation>Fin : enregistrement de ce qui existe…</translation>
        </message>
        <message>
            <source>Evaluating the best epoch…</source>
            <translation>Évaluation de la meilleure époque…</translation>
        </message>
        <message>
            <source>Getting ready… (data and network)</source>
            <translation>Préparation… (données et réseau)</translation>
        </message>
        <message>
            <source>Getting ready… (loading PyTorch)</source>
            <translation>Préparation… (chargement de PyTorch)</translation>
        </message>
        <message>
            <source>Paused: {where}</source>
            <translation>En pause : {where}</translation>
        </message>
        <message>
            <source>Reading the images…</source>
            <translation>Lecture des images…</translation>
        </message>
        <message>
            <source>Ready</source>
            <translation>Prêt</translation>
        </message>
        <message>
            <source>The disk is full: waiting for room</source>
            <translation>Le disque est plein : en attente de place</translation>
        </message>
        <message>
            <source>Training: {where}</source>
            <translation>Entraînement : {where}</translation>
        </message>
        <message>
            <source>Training: {where}; it stops after this epoch</source>
            <translation>Entraînement : {where} ; arrêt après cette époque</translation>
        </message>
        <message>
            <source>epoch {epoch} of {epochs}, {speed} images a second</source>
            <translation>époque {epoch} sur {epochs}, {speed} images par seconde</translation>
        </message>
    </context>
    <context>
        <name>StudioWindow</name>
        <message>
            <source>A run is going on</source>
            <translation>Une exécution est en cours</translation>
        </message>
        <message>
            <source>A run is going on; train again when it has ended</source>
            <translation>Une exécution est en cours ; réentraînez quand elle sera terminée</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>Fermer</translation>
        </message>
        <message>
            <source>Close while something is going on?</source>
            <translation>Fermer alors que quelque chose est en cours ?</translation>
        </message>
        <message>
            <source>Discard</source>
            <translation>Abandonner</translation>
        </message>
        <message>
            <source>Discard this run?</source>
            <translation>Abandonner cette exécution ?</translation>
        </message>
        <message>
            <source>Go on training</source>
            <translation>Continuer l’entraînement</translation>
        </message>
        <message>
            <source>Interrupt and close</source>
            <translation>Interrompre et fermer</translation>
        </message>
        <message>
            <source>It is saved after its next batch, and can be resumed later from exactly there.</source>
            <translation>Elle est enregistrée après son prochain lot, et peut être reprise plus tard exactement là.</translation>
        </message>
        <message>
            <source>New run</source>
            <translation>Nouvelle exécution</translation>
        </message>
        <message>
            <source>Queue</source>
            <translation>File d’attente</translation>
        </message>
        <message>
            <source>Stay</source>
            <translation>Rester</translation>
        </message>
        <message>
            <source>The run ends now and all that it has learned is deleted.</source>
            <translation>L’exécution se termine maintenant et tout ce qu’elle a appris est supprimé.</translation>
        </message>
        <message>
            <source>{name} waits in the queue</source>
            <translation>{name} attend dans la file</translation>
        </message>
    </context>
    <context>
        <name>SuspectedImages</name>
        <message>
            <source>Accept suggestion</source>
            <translation>Accepter</translation>
        </message>
        <message>
            <source>Filed under → probably shows. Choose an image to see it larger.</source>
            <translation>Rangée sous → montre probablement. Choisissez une image pour la voir en plus grand.</translation>
        </message>
        <message>
            <source>Give the selected images the suggested class</source>
            <translation>Donner aux images choisies la classe proposée</translation>
        </message>
        <message>
            <source>Label is right</source>
            <translation>Correcte</translation>
        </message>
        <message>
            <source>Nothing is left: no other label is contradicted with certainty</source>
            <translation>Il ne reste rien : aucune autre étiquette n’est contredite avec certitude</translation>
        </message>
        <message>
            <source>Take the selected images off this list for good</source>
            <translation>Retirer définitivement les images choisies de cette liste</translation>
        </message>
        <message>
            <source>images looked at</source>
            <translation>images regardées</translation>
        </message>
        <message>
            <source>likely errors left</source>
            <translation>erreurs probables restantes</translation>
        </message>
        <message>
            <source>mended since the run</source>
            <translation>corrigées depuis l’exécution</translation>
        </message>
        <message>
            <source>of all labels wrong (est.)</source>
            <translation>de toutes les étiquettes fausses (est.)</translation>
        </message>
    </context>
    <context>
        <name>TagsDialog</name>
        <message>
            <source>Tags</source>
            <translation>Étiquettes</translation>
        </message>
        <message>
            <source>Tags of other runs</source>
            <translation>Étiquettes d’autres exécutions</translation>
        </message>
        <message>
            <source>Tags, with commas between</source>
            <translation>Étiquettes, séparées par des virgules</translation>
        </message>
        <message>
            <source>With commas between. Runs can be searched and filtered by them.</source>
            <translation>Séparées par des virgules. On peut chercher et filtrer les exécutions par elles.</translation>
        </message>
        <message>
            <source>baseline, night</source>
            <translation>référence, nuit</translation>
        </message>
    </context>
    <context>
        <name>TopFive</name>
        <message>
            <source>Most probable: {classes}</source>
            <translation>Les plus probables : {classes}</translation>
        </message>
    </context>
    <context>
        <name>TrainPage</name>
        <message>
            <source>Batch size</source>
            <translation>Lot</translation>
        </message>
        <message>
            <source>Check first</source>
            <translation>Vérifier</translation>
        </message>
        <message>
            <source>Choose images</source>
            <translation>Choisir des images</translation>
        </message>
        <message>
            <source>Choose the images that the network will learn from.</source>
            <translation>Choisissez les images dont le réseau apprendra.</translation>
        </message>
        <message>
            <source>Curves of loss and accuracy appear here while the network learns.</source>
            <translation>Les courbes de perte et d’exactitude apparaissent ici pendant que le réseau apprend.</translation>
        </message>
        <message>
            <source>Learning rate</source>
            <translation>Taux</translation>
        </message>
        <message>
            <source>No images yet</source>
            <translation>Pas encore d’images</translation>
        </message>
        <message>
            <source>Queue</source>
            <translation>File d’attente</translation>
        </message>
        <message>
            <source>Queue ({n})</source>
            <translation>File d’attente ({n})</translation>
        </message>
        <message>
            <source>Ready to train</source>
            <translation>Prêt à entraîner</translation>
        </message>
        <message>
            <source>Resume…</source>
            <translation>Reprendre…</translation>
        </message>
        <message>
            <source>Run</source>
            <translation>Exécution</translation>
        </message>
        <message>
            <source>Search all settings</source>
            <translation>Rechercher un réglage</translation>
        </message>
        <message>
            <source>Settings</source>
            <translation>Réglages</translation>
        </message>
        <message>
            <source>Show or hide the settings</source>
            <translation>Afficher ou masquer les réglages</translation>
        </message>
        <message>
            <source>The run, what can be tried first, and the queue</source>
            <translation>L’exécution, ce qui peut être essayé avant, et la file d’attente</translation>
        </message>
        <message>
            <source>This run goes on in another process: only there can it be stopped</source>
            <translation>Cette exécution se poursuit dans un autre processus : elle ne peut être arrêtée que là</translation>
        </message>
        <message>
            <source>Train</source>
            <translation>Entraînement</translation>
        </message>
        <message>
            <source>Train further…</source>
            <translation>Prolonger…</translation>
        </message>
        <message>
            <source>Train with these settings</source>
            <translation>Entraîner avec ces réglages</translation>
        </message>
        <message>
            <source>{stage}: {share}</source>
            <translation>{stage} : {share}</translation>
        </message>
    </context>
    <context>
        <name>TrialTab</name>
        <message>
            <source>Again</source>
            <translation>Recommencer</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>Annuler</translation>
        </message>
        <message>
            <source>Choose images first, on the Data page</source>
            <translation>Choisissez d’abord des images, sur la page Données</translation>
        </message>
        <message>
            <source>Ending…</source>
            <translation>Arrêt en cours…</translation>
        </message>
        <message>
            <source>Not while a run goes on: each would slow the other down</source>
            <translation>Pas pendant une exécution : chacune ralentirait l’autre</translation>
        </message>
        <message>
            <source>Progress of: {what}</source>
            <translation>Progression : {what}</translation>
        </message>
        <message>
            <source>The settings were changed since: this is what the earlier ones gave.</source>
            <translation>Les réglages ont changé depuis : voici ce qu’ont donné les précédents.</translation>
        </message>
    </context>
    <context>
        <name>VariantsTable</name>
        <message>
            <source>Architecture</source>
            <translation>Architecture</translation>
        </message>
    </context>
    <context>
        <name>Welcome</name>
        <message>
            <source>A file for other programs, which is run and compared before it is called done. That is the whole road: now go it with your own images.</source>
            <translation>Un fichier pour d’autres programmes, exécuté et comparé avant d’être déclaré bon. Voilà tout le parcours : à vous, maintenant, avec vos propres images.</translation>
        </message>
        <message>
            <source>A run is going on; be shown the road when it has ended</source>
            <translation>Une exécution est en cours ; suivez la visite quand elle sera terminée</translation>
        </message>
        <message>
            <source>Data: what is learned from</source>
            <translation>Données : ce dont on apprend</translation>
        </message>
        <message>
            <source>Done</source>
            <translation>Terminé</translation>
        </message>
        <message>
            <source>Each curve is drawn as it comes: training, and validation on images that are not trained on. Pause and Stop are on the left. When it is done, you go on to what it has learned.</source>
            <translation>Chaque courbe se dessine à mesure : l’entraînement, et la validation sur des images qui n’entraînent pas. Pause et Arrêter sont à gauche. Ensuite, vous passez à ce qu’il a appris.</translation>
        </message>
        <message>
            <source>Evaluate: where it is right, and wrong</source>
            <translation>Évaluation : où il a raison, et tort</translation>
        </message>
        <message>
            <source>Export: take it along</source>
            <translation>Export : l’emporter</translation>
        </message>
        <message>
            <source>It is going on already</source>
            <translation>Elle est déjà en cours</translation>
        </message>
        <message>
            <source>Model: what learns</source>
            <translation>Modèle : ce qui apprend</translation>
        </message>
        <message>
            <source>Networks by family, with what each costs on these images. Chosen is a small RegNet. Next trains it, as the Train button on the left does at any time.</source>
            <translation>Les réseaux par famille, avec ce que chacun coûte sur ces images. Un petit RegNet est choisi. Suivant l’entraîne, comme le fait à tout moment le bouton Entraîner à gauche.</translation>
        </message>
        <message>
            <source>Next</source>
            <translation>Suivante</translation>
        </message>
        <message>
            <source>One of the digits, and what the network takes it for. Images that you drop anywhere on the window come here.</source>
            <translation>L’un des chiffres, et ce pour quoi le réseau le prend. Les images que vous déposez n’importe où dans la fenêtre arrivent ici.</translation>
        </message>
        <message>
            <source>Predict: ask it</source>
            <translation>Prédiction : l’interroger</translation>
        </message>
        <message>
            <source>Train: watch it learn</source>
            <translation>Entraînement : le regarder apprendre</translation>
        </message>
        <message>
            <source>{n} images of handwritten digits, in ten classes. Here you see what is wrong with images and mend it, set some apart for the test, balance and vary them. Your own images come here by dropping their folder on the window.</source>
            <translation>{n} images de chiffres manuscrits, en dix classes. Ici, vous voyez ce qui ne va pas dans les images et le corrigez, vous en réservez au test, les équilibrez et les variez. Vos propres images arrivent ici quand vous déposez leur dossier sur la fenêtre.</translation>
        </message>
        <message>
            <source>{n} of {m}</source>
            <translation>{n} sur {m}</translation>
        </message>
        <message>
            <source>{share} of the test images, which it had never seen, are right. The matrix shows what is taken for what; a click on a cell shows its images.</source>
            <translation>{share} des images de test, qu’il n’avait jamais vues, sont justes. La matrice montre ce qui est pris pour quoi ; un clic sur une case montre ses images.</translation>
        </message>
    </context>
    <context>
        <name>WrongImages</name>
        <message>
            <source>Images that the network is wrong about</source>
            <translation>Images sur lesquelles le réseau se trompe</translation>
        </message>
        <message>
            <source>They are shown after the first validation.</source>
            <translation>Elles s’affichent après la première validation.</translation>
        </message>
        <message>
            <source>Validation of epoch {epoch}: no image was mistaken</source>
            <translation>Validation de l’époque {epoch} : aucune image confondue</translation>
        </message>
        <message>
            <source>Validation of epoch {epoch}: of these mistakes the network is surest</source>
            <translation>Validation de l’époque {epoch} : le réseau est le plus sûr de ces erreurs</translation>
        </message>
    </context>
    <context>
        <name>_AboutDialog</name>
        <message>
            <source>Cancel</source>
            <translation>Annuler</translation>
        </message>
        <message>
            <source>Save</source>
            <translation>Enregistrer</translation>
        </message>
        <message>
            <source>{n} runs</source>
            <translation>{n} exécutions</translation>
        </message>
    </context>
    <context>
        <name>_CardDelegate</name>
        <message>
            <source>{n} variants</source>
            <translation>{n} variantes</translation>
        </message>
    </context>
    <context>
        <name>_Classes</name>
        <message>
            <source>AP</source>
            <translation>AP</translation>
        </message>
        <message>
            <source>AUC</source>
            <translation>AUC</translation>
        </message>
        <message>
            <source>Area under the ROC curve of the class against the rest</source>
            <translation>Aire sous la courbe ROC de la classe contre le reste</translation>
        </message>
        <message>
            <source>Average precision of the class against the rest</source>
            <translation>Précision moyenne de la classe contre le reste</translation>
        </message>
        <message>
            <source>Class</source>
            <translation>Classe</translation>
        </message>
        <message>
            <source>F1</source>
            <translation>F1</translation>
        </message>
        <message>
            <source>Harmonic mean of precision and recall</source>
            <translation>Moyenne harmonique de la précision et du rappel</translation>
        </message>
        <message>
            <source>Images</source>
            <translation>Images</translation>
        </message>
        <message>
            <source>Images of the class in this split</source>
            <translation>Images de la classe dans cette partition</translation>
        </message>
        <message>
            <source>Of the images called so, the share that are</source>
            <translation>Des images appelées ainsi, la part qui l’est</translation>
        </message>
        <message>
            <source>Of the images that are so, the share that are called so</source>
            <translation>Des images qui le sont, la part appelée ainsi</translation>
        </message>
        <message>
            <source>Precision</source>
            <translation>Précision</translation>
        </message>
        <message>
            <source>Recall</source>
            <translation>Rappel</translation>
        </message>
    </context>
    <context>
        <name>_Counts</name>
        <message>
            <source>Class</source>
            <translation>Classe</translation>
        </message>
    </context>
    <context>
        <name>_Groups</name>
        <message>
            <source>Classes</source>
            <translation>Classes</translation>
        </message>
        <message>
            <source>Images</source>
            <translation>Images</translation>
        </message>
        <message>
            <source>Kind</source>
            <translation>Genre</translation>
        </message>
        <message>
            <source>Splits</source>
            <translation>Partitions</translation>
        </message>
        <message>
            <source>equal files</source>
            <translation>fichiers identiques</translation>
        </message>
        <message>
            <source>near copies</source>
            <translation>quasi-copies</translation>
        </message>
    </context>
    <context>
        <name>_Large</name>
        <message>
            <source>Close</source>
            <translation>Fermer</translation>
        </message>
        <message>
            <source>Image</source>
            <translation>Image</translation>
        </message>
    </context>
    <context>
        <name>_Layers</name>
        <message>
            <source>Gives</source>
            <translation>Donne</translation>
        </message>
        <message>
            <source>Layer</source>
            <translation>Couche</translation>
        </message>
        <message>
            <source>MACs</source>
            <translation>MAC</translation>
        </message>
        <message>
            <source>Param.</source>
            <translation>Param.</translation>
        </message>
        <message>
            <source>{params} parameters, {macs} multiply-accumulates</source>
            <translation>{params} paramètres, {macs} multiplications-accumulations</translation>
        </message>
    </context>
    <context>
        <name>_Problems</name>
        <message>
            <source>File</source>
            <translation>Fichier</translation>
        </message>
        <message>
            <source>Kind</source>
            <translation>Genre</translation>
        </message>
        <message>
            <source>What is wrong</source>
            <translation>Ce qui ne va pas</translation>
        </message>
    </context>
    <context>
        <name>_ProblemsTable</name>
        <message>
            <source>Files that could not be read</source>
            <translation>Fichiers qui n’ont pas pu être lus</translation>
        </message>
    </context>
    <context>
        <name>_Table</name>
        <message>
            <source>Groups of copies</source>
            <translation>Groupes de copies</translation>
        </message>
    </context>
    <context>
        <name>_Variants</name>
        <message>
            <source>Accuracy</source>
            <translation>Exactitude</translation>
        </message>
        <message>
            <source>Images a second, measured here while training</source>
            <translation>Images par seconde, mesurées ici à l’entraînement</translation>
        </message>
        <message>
            <source>Img/s</source>
            <translation>Img/s</translation>
        </message>
        <message>
            <source>MACs</source>
            <translation>MAC</translation>
        </message>
        <message>
            <source>Memory</source>
            <translation>Mémoire</translation>
        </message>
        <message>
            <source>Multiply-accumulates of one image's way through the network</source>
            <translation>Multiplications-accumulations du passage d’une image dans le réseau</translation>
        </message>
        <message>
            <source>Network</source>
            <translation>Réseau</translation>
        </message>
        <message>
            <source>Of training with the recipe's batch size</source>
            <translation>D’un entraînement avec la taille de lot de la recette</translation>
        </message>
        <message>
            <source>Param.</source>
            <translation>Param.</translation>
        </message>
        <message>
            <source>Parameters</source>
            <translation>Paramètres</translation>
        </message>
        <message>
            <source>Published top-1 accuracy, on the data set that is named</source>
            <translation>Exactitude top-1 publiée, sur le jeu de données nommé</translation>
        </message>
        <message>
            <source>Takes images from {n} px on</source>
            <translation>Prend des images à partir de {n} px</translation>
        </message>
        <message>
            <source>The name in the recipe</source>
            <translation>Le nom dans la recette</translation>
        </message>
    </context>
    <context>
        <name>confusion</name>
        <message>
            <source>predicted</source>
            <translation>prédit</translation>
        </message>
        <message>
            <source>truth</source>
            <translation>vérité</translation>
        </message>
    </context>
    <context>
        <name>corruption</name>
        <message>
            <source>JPEG</source>
            <translation>JPEG</translation>
        </message>
        <message>
            <source>blur</source>
            <translation>flou</translation>
        </message>
        <message>
            <source>brightness</source>
            <translation>luminosité</translation>
        </message>
        <message>
            <source>noise</source>
            <translation>bruit</translation>
        </message>
        <message>
            <source>rotation</source>
            <translation>rotation</translation>
        </message>
        <message>
            <source>shift</source>
            <translation>décalage</translation>
        </message>
    </context>
    <context>
        <name>defects</name>
        <message>
            <source>Something in the program went wrong: {summary}. Its log could not be written: {why}.</source>
            <translation>Une erreur s’est produite dans le programme : {summary}. Son journal n’a pas pu être écrit : {why}.</translation>
        </message>
        <message>
            <source>Something in the program went wrong: {summary}. The details are in {path}; please send that file along when you report it.</source>
            <translation>Une erreur s’est produite dans le programme : {summary}. Les détails sont dans {path} ; joignez ce fichier quand vous la signalez.</translation>
        </message>
    </context>
    <context>
        <name>engine</name>
        <message>
            <source> (there are: </source>
            <translation> (il y a : </translation>
        </message>
        <message>
            <source> (there are: {value})</source>
            <translation> (il y a : {value})</translation>
        </message>
        <message>
            <source> and {tensors} more</source>
            <translation> et {tensors} de plus</translation>
        </message>
        <message>
            <source> by process {pids}</source>
            <translation> par les processus {pids}</translation>
        </message>
        <message>
            <source> by process {pid}</source>
            <translation> par le processus {pid}</translation>
        </message>
        <message>
            <source> by this program</source>
            <translation> par ce programme</translation>
        </message>
        <message>
            <source> needs more than is free</source>
            <translation> demande plus qu’il n’y a de libre</translation>
        </message>
        <message>
            <source> needs {need} GB, {free} GB are free</source>
            <translation> demande {need} Go, {free} Go sont libres</translation>
        </message>
        <message>
            <source>'images': uint8 [N, channels, size, size], values 0..255</source>
            <translation>'images' : uint8 [N, canaux, taille, taille], valeurs 0..255</translation>
        </message>
        <message>
            <source>'{label}' in line {line}, '{label_}' in line {line_}; the first counts</source>
            <translation>« {label} » à la ligne {line}, « {label_} » à la ligne {line_} ; le premier compte</translation>
        </message>
        <message>
            <source>'{split}' is no split{hint}</source>
            <translation>« {split} » n’est pas une partition{hint}</translation>
        </message>
        <message>
            <source>, and {faults} more</source>
            <translation>, et {faults} de plus</translation>
        </message>
        <message>
            <source>, batch norm</source>
            <translation>, normalisation par lot</translation>
        </message>
        <message>
            <source>--set {setting}: write it as key=value, e.g. optimizer.lr=0.05</source>
            <translation>--set {setting} : écrivez clé=valeur, p. ex. optimizer.lr=0.05</translation>
        </message>
        <message>
            <source>1 usable image</source>
            <translation>1 image utilisable</translation>
        </message>
        <message>
            <source>22 layers, convolutions of several sizes side by side (Szegedy et al. 2014)</source>
            <translation>22 couches, convolutions de plusieurs tailles côte à côte (Szegedy et al. 2014)</translation>
        </message>
        <message>
            <source>36 convolutions, nearly all separable (Chollet 2016); stem suited to the image size</source>
            <translation>36 convolutions, presque toutes séparables (Chollet 2016) ; entrée adaptée à la taille des images</translation>
        </message>
        <message>
            <source>48 layers, large convolutions split into small ones (Szegedy et al. 2015)</source>
            <translation>48 couches, grandes convolutions décomposées en petites (Szegedy et al. 2015)</translation>
        </message>
        <message>
            <source>6 convolutions over a whitened image: CIFAR-10 to 94 % in seconds (Jordan 2024)</source>
            <translation>6 convolutions sur une image blanchie : CIFAR-10 à 94 % en quelques secondes (Jordan 2024)</translation>
        </message>
        <message>
            <source>9 layers, 64 to 512 channels: learns CIFAR-10 fast (Page 2018, DAWNBench)</source>
            <translation>9 couches, de 64 à 512 canaux : apprend CIFAR-10 vite (Page 2018, DAWNBench)</translation>
        </message>
        <message>
            <source>9 wider convolutions, with shortcuts, over a whitened image: CIFAR-10 to 96 % (Jordan 2024)</source>
            <translation>9 convolutions plus larges, avec raccourcis, sur une image blanchie : CIFAR-10 à 96 % (Jordan 2024)</translation>
        </message>
        <message>
            <source>; `regnet-studio models` lists them</source>
            <translation> ; `regnet-studio models` les énumère</translation>
        </message>
        <message>
            <source>; did you mean '{matches}'?</source>
            <translation> ; vouliez-vous dire « {matches} » ?</translation>
        </message>
        <message>
            <source>; give a file, a run (`regnet-studio runs`) or imagenet</source>
            <translation> ; donnez un fichier, une exécution (`regnet-studio runs`) ou imagenet</translation>
        </message>
        <message>
            <source>; it knows:</source>
            <translation> ; il connaît :</translation>
        </message>
        <message>
            <source>; timm.list_models() names them</source>
            <translation> ; timm.list_models() les nomme</translation>
        </message>
        <message>
            <source>; {gone} more of the same edit are gone too</source>
            <translation> ; {gone} autres de la même modification ont disparu aussi</translation>
        </message>
        <message>
            <source>; {name} is {there} there and {here} here</source>
            <translation> ; {name} est {there} là-bas et {here} ici</translation>
        </message>
        <message>
            <source>Depth, width and image size grown together, step {number} (Tan and Le 2019)</source>
            <translation>Profondeur, largeur et taille d’image augmentées ensemble, étape {number} (Tan et Le 2019)</translation>
        </message>
        <message>
            <source>Found by search, with squeeze-excitation (Howard et al. 2019)</source>
            <translation>Trouvé par recherche, avec squeeze-excitation (Howard et al. 2019)</translation>
        </message>
        <message>
            <source>Found by search, with squeeze-excitation; the least work of all (Howard et al. 2019)</source>
            <translation>Trouvé par recherche, avec squeeze-excitation ; le moins de travail de tous (Howard et al. 2019)</translation>
        </message>
        <message>
            <source>Grey pictures of clothes, shoes and bags from a shop, balanced</source>
            <translation>Images grises de vêtements, de chaussures et de sacs d’une boutique, équilibrées</translation>
        </message>
        <message>
            <source>Handwritten digits of 28x28 pixels from 500 people</source>
            <translation>Chiffres manuscrits de 28x28 pixels de 500 personnes</translation>
        </message>
        <message>
            <source>Handwritten digits of 8x8 pixels from 43 people; embedded, no download</source>
            <translation>Chiffres manuscrits de 8x8 pixels de 43 personnes ; intégrés, sans téléchargement</translation>
        </message>
        <message>
            <source>Heat maps</source>
            <translation>Les cartes de chaleur</translation>
        </message>
        <message>
            <source>House numbers in street photographs, cut out digit by digit; not balanced</source>
            <translation>Numéros de maisons sur des photographies de rue, découpés chiffre par chiffre ; non équilibrés</translation>
        </message>
        <message>
            <source>ImageNet weights of {name}</source>
            <translation>Poids ImageNet de {name}</translation>
        </message>
        <message>
            <source>ImageNet weights were trained on images of about 224 px, and know little at {size} px; set data.size to {value}.</source>
            <translation>Les poids ImageNet ont été entraînés sur des images d’environ 224 px, et savent peu à {size} px ; réglez data.size sur {value}.</translation>
        </message>
        <message>
            <source>Inverted residuals of depthwise convolutions, for phones (Sandler et al. 2018)</source>
            <translation>Résidus inversés de convolutions en profondeur, pour téléphones (Sandler et al. 2018)</translation>
        </message>
        <message>
            <source>Network and normalisation in one file, for ONNX Runtime on any platform</source>
            <translation>Réseau et normalisation en un fichier, pour ONNX Runtime sur toute plateforme</translation>
        </message>
        <message>
            <source>No space left on device</source>
            <translation>Plus de place sur le disque</translation>
        </message>
        <message>
            <source>Page, How to train your ResNet, 2018</source>
            <translation>Page, How to train your ResNet, 2018</translation>
        </message>
        <message>
            <source>Photographs of British flowers; 10 of each kind to learn from</source>
            <translation>Photographies de fleurs britanniques ; 10 de chaque sorte pour apprendre</translation>
        </message>
        <message>
            <source>Photographs of animals and vehicles: few to learn from (5,000), many to test on</source>
            <translation>Photographies d’animaux et de véhicules : peu pour apprendre (5 000), beaucoup pour tester</translation>
        </message>
        <message>
            <source>Photographs of cats and dogs of 37 breeds, about 200 of each</source>
            <translation>Photographies de chats et de chiens de 37 races, environ 200 de chacune</translation>
        </message>
        <message>
            <source>Plain network</source>
            <translation>Réseau simple</translation>
        </message>
        <message>
            <source>Plain network for small images</source>
            <translation>Réseau simple pour petites images</translation>
        </message>
        <message>
            <source>Rare classes are favoured {times}, by {named}: the network will name them too often; keep one.</source>
            <translation>Les classes rares sont favorisées {times}, par {named} : le réseau les nommera trop souvent ; n’en gardez qu’un.</translation>
        </message>
        <message>
            <source>RegNetX/Y (design space)</source>
            <translation>RegNetX/Y (espace de conception)</translation>
        </message>
        <message>
            <source>ResNet for small images</source>
            <translation>ResNet pour petites images</translation>
        </message>
        <message>
            <source>ResNet-{depth} whose blocks weigh their channels (Hu et al. 2017)</source>
            <translation>ResNet-{depth} dont les blocs pondèrent leurs canaux (Hu et al. 2017)</translation>
        </message>
        <message>
            <source>SE-ResNet for small images</source>
            <translation>SE-ResNet pour petites images</translation>
        </message>
        <message>
            <source>Satellite pictures of European land: crops, forest, rivers, houses</source>
            <translation>Images satellite de terres européennes : cultures, forêts, rivières, maisons</translation>
        </message>
        <message>
            <source>Self-regulated ResNet (RegNet)</source>
            <translation>ResNet autorégulé (RegNet)</translation>
        </message>
        <message>
            <source>Small colour photographs of a hundred things, 600 of each</source>
            <translation>Petites photographies en couleur de cent choses, 600 de chacune</translation>
        </message>
        <message>
            <source>Small colour photographs of animals and vehicles, balanced</source>
            <translation>Petites photographies en couleur d’animaux et de véhicules, équilibrées</translation>
        </message>
        <message>
            <source>Swin transformer</source>
            <translation>Transformeur Swin</translation>
        </message>
        <message>
            <source>Ten easy classes of ImageNet, short side 320 px</source>
            <translation>Dix classes faciles d’ImageNet, petit côté 320 px</translation>
        </message>
        <message>
            <source>The evaluation</source>
            <translation>L’évaluation</translation>
        </message>
        <message>
            <source>The images</source>
            <translation>Les images</translation>
        </message>
        <message>
            <source>The recipe</source>
            <translation>La recette</translation>
        </message>
        <message>
            <source>The record of the machine</source>
            <translation>La fiche de la machine</translation>
        </message>
        <message>
            <source>The run was not evaluated on its {split} images: `regnet-studio evaluate {path}` does it.</source>
            <translation>L’exécution n’a pas été évaluée sur ses images de la partition {split} : `regnet-studio evaluate {path}` le fait.</translation>
        </message>
        <message>
            <source>The weights, for this program or any PyTorch code; holds no code</source>
            <translation>Les poids, pour ce programme ou tout code PyTorch ; ne contient aucun code</translation>
        </message>
        <message>
            <source>Vision transformer (ViT)</source>
            <translation>Transformeur de vision (ViT)</translation>
        </message>
        <message>
            <source>WRN-{depth}-{widening}: {depth} layers, up to {value} channels (Zagoruyko and Komodakis 2016)</source>
            <translation>WRN-{depth}-{widening} : {depth} couches, jusqu’à {value} canaux (Zagoruyko et Komodakis 2016)</translation>
        </message>
        <message>
            <source>What the network said of each image</source>
            <translation>Ce que le réseau a dit de chaque image</translation>
        </message>
        <message>
            <source>Wide ResNet</source>
            <translation>ResNet large</translation>
        </message>
        <message>
            <source>Your edits</source>
            <translation>Vos modifications</translation>
        </message>
        <message>
            <source>a .gz archive</source>
            <translation>une archive .gz</translation>
        </message>
        <message>
            <source>a .safetensors file, or what torch.save wrote of a network's state_dict()</source>
            <translation>un fichier .safetensors, ou ce que torch.save a écrit du state_dict() d’un réseau</translation>
        </message>
        <message>
            <source>a .zip archive or an office document</source>
            <translation>une archive .zip ou un document bureautique</translation>
        </message>
        <message>
            <source>a HEIC image: pip install pillow-heif to read it</source>
            <translation>une image HEIC : pip install pillow-heif pour la lire</translation>
        </message>
        <message>
            <source>a JPEG 2000 image: save it as PNG</source>
            <translation>une image JPEG 2000 : enregistrez-la en PNG</translation>
        </message>
        <message>
            <source>a JPEG XL image: save it as PNG</source>
            <translation>une image JPEG XL : enregistrez-la en PNG</translation>
        </message>
        <message>
            <source>a PDF document</source>
            <translation>un document PDF</translation>
        </message>
        <message>
            <source>a Photoshop file: save it as PNG</source>
            <translation>un fichier Photoshop : enregistrez-le en PNG</translation>
        </message>
        <message>
            <source>a PostScript drawing: save it as PNG</source>
            <translation>un dessin PostScript : enregistrez-le en PNG</translation>
        </message>
        <message>
            <source>a comparison takes two runs or more; `regnet-studio runs` lists them</source>
            <translation>une comparaison porte sur deux exécutions ou plus ; `regnet-studio runs` les énumère</translation>
        </message>
        <message>
            <source>a map by UMAP needs umap-learn, which is not installed; take tsne</source>
            <translation>une carte par UMAP demande umap-learn, qui n’est pas installé ; prenez tsne</translation>
        </message>
        <message>
            <source>a preset needs a name, such as photos-small</source>
            <translation>un préréglage a besoin d’un nom, comme photos-small</translation>
        </message>
        <message>
            <source>a run can have {most_tags} tags, not {kept}</source>
            <translation>une exécution peut avoir {most_tags} étiquettes, pas {kept}</translation>
        </message>
        <message>
            <source>a training step of {name} does not fit into the memory of {place}:{detail}; take a smaller network or smaller images</source>
            <translation>un pas d’entraînement de {name} ne tient pas dans la mémoire de {place} :{detail} ; prenez un réseau plus petit ou des images plus petites</translation>
        </message>
        <message>
            <source>a web page, not an image (a download that was refused?)</source>
            <translation>une page web, pas une image (un téléchargement refusé ?)</translation>
        </message>
        <message>
            <source>add images of it</source>
            <translation>ajoutez-en des images</translation>
        </message>
        <message>
            <source>all of its images that mark a border lie amid other classes</source>
            <translation>toutes ses images qui marquent une frontière sont au milieu d’autres classes</translation>
        </message>
        <message>
            <source>already there</source>
            <translation>déjà là</translation>
        </message>
        <message>
            <source>an AVIF image: this Pillow cannot read it, 11.3 and newer can</source>
            <translation>une image AVIF : ce Pillow ne peut pas la lire, les versions 11.3 et suivantes le peuvent</translation>
        </message>
        <message>
            <source>an SVG drawing: save it as PNG</source>
            <translation>un dessin SVG : enregistrez-le en PNG</translation>
        </message>
        <message>
            <source>an array is stored in another way</source>
            <translation>un tableau est stocké autrement</translation>
        </message>
        <message>
            <source>an edit speaks of this image, which is not there{others}</source>
            <translation>une modification parle de cette image, qui n’est pas là{others}</translation>
        </message>
        <message>
            <source>an icon: save it as PNG</source>
            <translation>une icône : enregistrez-la en PNG</translation>
        </message>
        <message>
            <source>an unknown field</source>
            <translation>un champ inconnu</translation>
        </message>
        <message>
            <source>another file has its name</source>
            <translation>un autre fichier porte son nom</translation>
        </message>
        <message>
            <source>answers with another part of the file than was asked for</source>
            <translation>répond avec une autre partie du fichier que celle demandée</translation>
        </message>
        <message>
            <source>augment.first_size = {first_size}: the images have {size} px; set it below that, leave it empty, or set data.size</source>
            <translation>augment.first_size = {first_size} : les images ont {size} px ; réglez-le au-dessous, laissez-le vide, ou réglez data.size</translation>
        </message>
        <message>
            <source>augment.first_size = {size}: {name} does not take images of that size; set it larger, or leave it empty</source>
            <translation>augment.first_size = {size} : {name} ne prend pas d’images de cette taille ; réglez-le plus grand, ou laissez-le vide</translation>
        </message>
        <message>
            <source>bad header</source>
            <translation>en-tête incorrect</translation>
        </message>
        <message>
            <source>balance.neighbors to {count} or lower, or</source>
            <translation>balance.neighbors sur {count} ou moins, ou</translation>
        </message>
        <message>
            <source>balance.space = pixels at {size} px blends photographs into double exposures and takes much memory; set balance.space to features.</source>
            <translation>balance.space = pixels à {size} px mélange des photographies en surimpressions et prend beaucoup de mémoire ; réglez balance.space sur features.</translation>
        </message>
        <message>
            <source>basic blocks</source>
            <translation>blocs de base</translation>
        </message>
        <message>
            <source>batches of {asked} images do not divide the {count} training images: each epoch leaves {left} out, others each time; take a smaller batch</source>
            <translation>des lots de {asked} images ne divisent pas les {count} images d’entraînement : chaque époque en laisse {left} de côté, chaque fois d’autres ; prenez un lot plus petit</translation>
        </message>
        <message>
            <source>beside the train and test folders</source>
            <translation>à côté des dossiers train et test</translation>
        </message>
        <message>
            <source>brings the decoder down</source>
            <translation>fait planter le décodeur</translation>
        </message>
        <message>
            <source>cannot be decoded: its last rows are missing</source>
            <translation>ne peut pas être décodée : il manque ses dernières lignes</translation>
        </message>
        <message>
            <source>cannot be decoded: {detail}</source>
            <translation>ne peut pas être décodée : {detail}</translation>
        </message>
        <message>
            <source>cannot write {path}: permission denied; {instead}</source>
            <translation>impossible d’écrire {path} : permission refusée ; {instead}</translation>
        </message>
        <message>
            <source>cannot write {path}: {strerror}; {instead}</source>
            <translation>impossible d’écrire {path} : {strerror} ; {instead}</translation>
        </message>
        <message>
            <source>check who may change it</source>
            <translation>vérifiez qui peut le modifier</translation>
        </message>
        <message>
            <source>choose another folder</source>
            <translation>choisissez un autre dossier</translation>
        </message>
        <message>
            <source>class '{classes}' has {count} training image{value}; {names} with {neighbors} neighbour{value_} needs at least {needed}: set {fewer}balance.method to duplicate</source>
            <translation>la classe « {classes} » a {count} image{value} d’entraînement ; {names} avec {neighbors} voisin{value_} en demande au moins {needed} : réglez {fewer}balance.method sur duplicate</translation>
        </message>
        <message>
            <source>class '{name}' cannot be enlarged by {names}, because {nothing_to_start_from}: set balance.method to smote</source>
            <translation>la classe « {name} » ne peut pas être agrandie par {names}, car {nothing_to_start_from} : réglez balance.method sur smote</translation>
        </message>
        <message>
            <source>class '{name}' has {fewest} image(s) besides those of the test, too few for {folds} folds: {advice}</source>
            <translation>la classe « {name} » a {fewest} image(s) en plus de celles du test, trop peu pour {folds} plis : {advice}</translation>
        </message>
        <message>
            <source>class '{name}' has {number} for training; at least {cuts} are needed: add images or remove the class</source>
            <translation>la classe « {name} » a {number} pour l’entraînement ; il en faut au moins {cuts} : ajoutez des images ou retirez la classe</translation>
        </message>
        <message>
            <source>class '{name}' is unknown to this network{name_}</source>
            <translation>la classe « {name} » est inconnue de ce réseau{name_}</translation>
        </message>
        <message>
            <source>class '{name}': its images belong to too few groups to be set apart; add images of other groups, cut fewer folds, or keep less together (data.group_by, data.copies)</source>
            <translation>la classe « {name} » : ses images appartiennent à trop peu de groupes pour être réparties ; ajoutez des images d’autres groupes, découpez moins de plis, ou gardez moins de choses ensemble (data.group_by, data.copies)</translation>
        </message>
        <message>
            <source>close what has it open, then delete it again</source>
            <translation>fermez ce qui l’utilise, puis supprimez-le à nouveau</translation>
        </message>
        <message>
            <source>columns of unequal lengths</source>
            <translation>des colonnes de longueurs inégales</translation>
        </message>
        <message>
            <source>compiling the network</source>
            <translation>compilation du réseau</translation>
        </message>
        <message>
            <source>compute.device = {name}: this machine has none (it has: {found}); use auto</source>
            <translation>compute.device = {name} : cette machine n’en a pas (elle a : {found}) ; utilisez auto</translation>
        </message>
        <message>
            <source>computing limits it: {share} of the work is {name} itself</source>
            <translation>le calcul limite : {share} du travail est {name} lui-même</translation>
        </message>
        <message>
            <source>cut at most {fewest} folds</source>
            <translation>découpez au plus {fewest} plis</translation>
        </message>
        <message>
            <source>cut off after its first bytes, or its header is damaged</source>
            <translation>coupé après ses premiers octets, ou son en-tête est endommagé</translation>
        </message>
        <message>
            <source>damaged inside the archive: {error}</source>
            <translation>endommagé dans l’archive : {error}</translation>
        </message>
        <message>
            <source>data.copies = ignore lets copies of validation and test images into the training, so that the accuracy looks better than it is; set it to exact or near.</source>
            <translation>data.copies = ignore laisse entrer dans l’entraînement des copies d’images de validation et de test, si bien que l’exactitude paraît meilleure qu’elle n’est ; réglez-le sur exact ou near.</translation>
        </message>
        <message>
            <source>data.fold = {fold} changes nothing while data.folds is empty; set data.folds, or data.fold to 1.</source>
            <translation>data.fold = {fold} ne change rien tant que data.folds est vide ; réglez data.folds, ou data.fold sur 1.</translation>
        </message>
        <message>
            <source>data.fold = {fold}: there are only {folds} folds (data.folds)</source>
            <translation>data.fold = {fold} : il n’y a que {folds} plis (data.folds)</translation>
        </message>
        <message>
            <source>data.folds = {folds}, but a class has only {fewest} images; set data.folds to {fewest} or lower</source>
            <translation>data.folds = {folds}, mais une classe n’a que {fewest} images ; réglez data.folds sur {fewest} ou moins</translation>
        </message>
        <message>
            <source>data.group_by = names needs a data.name_pattern with {group}, such as {group}_*</source>
            <translation>data.group_by = names demande un data.name_pattern avec {group}, comme {group}_*</translation>
        </message>
        <message>
            <source>delete it by hand</source>
            <translation>supprimez-le à la main</translation>
        </message>
        <message>
            <source>depth {depth} is not 6n + 2</source>
            <translation>la profondeur {depth} n’est pas 6n + 2</translation>
        </message>
        <message>
            <source>depth {depth} is not 6n + 4</source>
            <translation>la profondeur {depth} n’est pas 6n + 4</translation>
        </message>
        <message>
            <source>depth {depth} is not {value}n + 2</source>
            <translation>la profondeur {depth} n’est pas {value}n + 2</translation>
        </message>
        <message>
            <source>differs from another class only by case; rename it if both are the same</source>
            <translation>ne diffère d’une autre classe que par la casse ; renommez-la si les deux sont la même</translation>
        </message>
        <message>
            <source>does not have it any more</source>
            <translation>ne l’a plus</translation>
        </message>
        <message>
            <source>downloading weights</source>
            <translation>téléchargement des poids</translation>
        </message>
        <message>
            <source>early exits need blocks of one width in the last stage, which this network does not have; inspect a run whose model.name is a resnet, plain network or regnet</source>
            <translation>les sorties anticipées demandent des blocs d’une même largeur dans le dernier étage, ce que ce réseau n’a pas ; examinez une exécution dont model.name est un resnet, un réseau simple ou un regnet</translation>
        </message>
        <message>
            <source>entry {number} ({name}) is being trained{folder}; stop that first</source>
            <translation>l’entrée {number} ({name}) est en cours d’entraînement{folder} ; arrêtez-la d’abord</translation>
        </message>
        <message>
            <source>entry {number} has begun and stays first; the others can be moved</source>
            <translation>l’entrée {number} a commencé et reste première ; les autres peuvent être déplacées</translation>
        </message>
        <message>
            <source>export to tensorboard needs tensorboard: pip install "regnet-studio[tensorboard]"</source>
            <translation>l’export vers tensorboard demande tensorboard : pip install "regnet-studio[tensorboard]"</translation>
        </message>
        <message>
            <source>export to {name} {missing}</source>
            <translation>l’export vers {name} {missing}</translation>
        </message>
        <message>
            <source>float32 [N, channels, size, size], normalised as the last step says</source>
            <translation>float32 [N, canaux, taille, taille], normalisé comme le dit la dernière étape</translation>
        </message>
        <message>
            <source>give a recipe file or --preset, not both</source>
            <translation>donnez un fichier de recette ou --preset, pas les deux</translation>
        </message>
        <message>
            <source>has an absolute name</source>
            <translation>a un nom absolu</translation>
        </message>
        <message>
            <source>has {frames} frames; the first one is used</source>
            <translation>a {frames} images ; la première est utilisée</translation>
        </message>
        <message>
            <source>head alone learns</source>
            <translation>seule la tête apprend</translation>
        </message>
        <message>
            <source>heat maps need captum, which is not installed; pip install "regnet-studio[explain]" and try again</source>
            <translation>les cartes de chaleur demandent captum, qui n’est pas installé ; pip install "regnet-studio[explain]" et réessayez</translation>
        </message>
        <message>
            <source>images of {size} px</source>
            <translation>images de {size} px</translation>
        </message>
        <message>
            <source>is a link</source>
            <translation>est un lien</translation>
        </message>
        <message>
            <source>is in the set's list, but its file is not there</source>
            <translation>figure dans la liste du jeu, mais son fichier n’est pas là</translation>
        </message>
        <message>
            <source>is protected by a password</source>
            <translation>est protégé par un mot de passe</translation>
        </message>
        <message>
            <source>it asks for {module_name}.{global_name}</source>
            <translation>il demande {module_name}.{global_name}</translation>
        </message>
        <message>
            <source>it changed while it was copied</source>
            <translation>il a changé pendant sa copie</translation>
        </message>
        <message>
            <source>it could not be read before the run was resumed</source>
            <translation>elle n’a pas pu être lue avant la reprise de l’exécution</translation>
        </message>
        <message>
            <source>it does not begin as an IDX file of bytes</source>
            <translation>il ne commence pas comme un fichier IDX d’octets</translation>
        </message>
        <message>
            <source>it has no {error}</source>
            <translation>il n’a pas de {error}</translation>
        </message>
        <message>
            <source>it holds values of type {code}</source>
            <translation>il contient des valeurs de type {code}</translation>
        </message>
        <message>
            <source>it is a compressed archive: unpack it first</source>
            <translation>c’est une archive compressée : décompressez-la d’abord</translation>
        </message>
        <message>
            <source>it is a picture</source>
            <translation>c’est une image</translation>
        </message>
        <message>
            <source>it is a text in JSON</source>
            <translation>c’est un texte en JSON</translation>
        </message>
        <message>
            <source>it is a web page, perhaps of a download that asked for more</source>
            <translation>c’est une page web, peut-être d’un téléchargement qui demandait davantage</translation>
        </message>
        <message>
            <source>it is an HDF5 file, as Keras writes</source>
            <translation>c’est un fichier HDF5, comme Keras en écrit</translation>
        </message>
        <message>
            <source>it is cut off, or larger than any of its kind</source>
            <translation>il est coupé, ou plus grand que tous ceux de son genre</translation>
        </message>
        <message>
            <source>it is empty</source>
            <translation>il est vide</translation>
        </message>
        <message>
            <source>it is gone</source>
            <translation>il a disparu</translation>
        </message>
        <message>
            <source>it is no whole pickle of torch's</source>
            <translation>ce n’est pas un pickle entier de torch</translation>
        </message>
        <message>
            <source>it is of another kind</source>
            <translation>il est d’un autre genre</translation>
        </message>
        <message>
            <source>it only points to the file: fetch it with `git lfs pull`</source>
            <translation>il ne fait que désigner le fichier : récupérez-le avec `git lfs pull`</translation>
        </message>
        <message>
            <source>it says {shape}, but holds {content} bytes</source>
            <translation>il annonce {shape}, mais contient {content} octets</translation>
        </message>
        <message>
            <source>its address cannot be found; is this computer online?</source>
            <translation>son adresse est introuvable ; cet ordinateur est-il en ligne ?</translation>
        </message>
        <message>
            <source>its certificate does not hold ({verify_message})</source>
            <translation>son certificat n’est pas valable ({verify_message})</translation>
        </message>
        <message>
            <source>its digest does not agree</source>
            <translation>son empreinte ne concorde pas</translation>
        </message>
        <message>
            <source>keeps nothing together: no file name fits data.name_pattern ({name_pattern})</source>
            <translation>ne garde rien ensemble : aucun nom de fichier ne suit data.name_pattern ({name_pattern})</translation>
        </message>
        <message>
            <source>keeps nothing together: there are no folders below those of the classes</source>
            <translation>ne garde rien ensemble : il n’y a pas de dossiers sous ceux des classes</translation>
        </message>
        <message>
            <source>last {now} of {stages} stages and the head learn</source>
            <translation>les {now} derniers étages sur {stages} et la tête apprennent</translation>
        </message>
        <message>
            <source>left out: a link to '{target}'</source>
            <translation>écarté : un lien vers « {target} »</translation>
        </message>
        <message>
            <source>left out: a link to a folder</source>
            <translation>écarté : un lien vers un dossier</translation>
        </message>
        <message>
            <source>left out: in no class folders; put {devkit} beside it, which tells its classes</source>
            <translation>écartées : dans aucun dossier de classe ; mettez {devkit} à côté, qui indique leurs classes</translation>
        </message>
        <message>
            <source>left out: {reason}</source>
            <translation>écarté : {reason}</translation>
        </message>
        <message>
            <source>left out: {what}</source>
            <translation>écarté pour : {what}</translation>
        </message>
        <message>
            <source>line {line}: no path or label</source>
            <translation>ligne {line} : pas de chemin ou d’étiquette</translation>
        </message>
        <message>
            <source>line {line}: not below the table</source>
            <translation>ligne {line} : pas sous le tableau</translation>
        </message>
        <message>
            <source>look for it in the trash</source>
            <translation>cherchez-le dans la corbeille</translation>
        </message>
        <message>
            <source>making {examples} {what} by {names} takes about {needed} GB of memory, and balance.memory_gb allows {memory_gb}: raise it, lower balance.target, or {or_else}</source>
            <translation>créer {examples} {what} par {names} demande environ {needed} Go de mémoire, et balance.memory_gb en permet {memory_gb} : augmentez-le, baissez balance.target, ou {or_else}</translation>
        </message>
        <message>
            <source>memory does not hold a single image of this network; take smaller images (data.size) or a smaller network (model.name)</source>
            <translation>la mémoire ne contient pas une seule image de ce réseau ; prenez des images plus petites (data.size) ou un réseau plus petit (model.name)</translation>
        </message>
        <message>
            <source>memory does not hold a single image of {size} px with {name}; take smaller images (data.size) or a smaller network (model.name)</source>
            <translation>la mémoire ne contient pas une seule image de {size} px avec {name} ; prenez des images plus petites (data.size) ou un réseau plus petit (model.name)</translation>
        </message>
        <message>
            <source>memory does not suffice for a validation, which shows the network {count} images at once; take smaller images (data.size) or a smaller network, or free some memory</source>
            <translation>la mémoire ne suffit pas pour une validation, qui montre au réseau {count} images à la fois ; prenez des images plus petites (data.size) ou un réseau plus petit, ou libérez de la mémoire</translation>
        </message>
        <message>
            <source>memory does not suffice for {wanted} images at once; set compute.micro_batch={micro} to compute a batch in parts, or take smaller batches or images</source>
            <translation>la mémoire ne suffit pas pour {wanted} images à la fois ; réglez compute.micro_batch={micro} pour calculer un lot par parts, ou prenez des lots ou des images plus petits</translation>
        </message>
        <message>
            <source>memory is nearly used up: the steps took {growth} of the {available} GB that were free; set compute.micro_batch={micro}</source>
            <translation>la mémoire est presque pleine : les pas ont pris {growth} des {available} Go qui étaient libres ; réglez compute.micro_batch={micro}</translation>
        </message>
        <message>
            <source>memory limits it: {micro} of the {wanted} images of a batch fit at once</source>
            <translation>la mémoire limite : {micro} des {wanted} images d’un lot tiennent à la fois</translation>
        </message>
        <message>
            <source>model.name = {name}: cuts images into patches of {patch} px, which those of {size} px are no multiple of; set data.size = {fitting}</source>
            <translation>model.name = {name} : découpe les images en carrés de {patch} px, dont {size} px n’est pas un multiple ; réglez data.size = {fitting}</translation>
        </message>
        <message>
            <source>model.name = {name}: does not end in one linear layer, on which heads and features rest here; take another network</source>
            <translation>model.name = {name} : ne finit pas par une couche linéaire, sur laquelle reposent ici tête et caractéristiques ; prenez un autre réseau</translation>
        </message>
        <message>
            <source>model.name = {name}: its standard stem takes images from {side} px on, these have {size}; set model.stem = small, or data.size = {side}</source>
            <translation>model.name = {name} : son entrée standard prend des images à partir de {side} px, celles-ci ont {size} ; réglez model.stem = small, ou data.size = {side}</translation>
        </message>
        <message>
            <source>model.name = {name}: needs timm, which is not installed; pip install "regnet-studio[zoo]"</source>
            <translation>model.name = {name} : demande timm, qui n’est pas installé ; pip install "regnet-studio[zoo]"</translation>
        </message>
        <message>
            <source>model.name = {name}: no such architecture{name_}</source>
            <translation>model.name = {name} : pas d’architecture de ce nom{name_}</translation>
        </message>
        <message>
            <source>model.name = {name}: takes images from {smallest} px on, these have {size}; set data.size = {smallest} or take another network</source>
            <translation>model.name = {name} : prend des images à partir de {smallest} px, celles-ci ont {size} ; réglez data.size = {smallest} ou prenez un autre réseau</translation>
        </message>
        <message>
            <source>model.name = {name}: timm cannot build it for images of {size} px with {channels} channels ({reason}); set another data.size, or take another network</source>
            <translation>model.name = {name} : timm ne peut pas le construire pour des images de {size} px à {channels} canaux ({reason}) ; réglez un autre data.size, ou prenez un autre réseau</translation>
        </message>
        <message>
            <source>model.name = {name}: timm {version} has no such network{inner}</source>
            <translation>model.name = {name} : timm {version} n’a pas ce réseau{inner}</translation>
        </message>
        <message>
            <source>model.regulated_stages = {value}: {name} has {stages} stages; name stages from 1 to {stages}</source>
            <translation>model.regulated_stages = {value} : {name} a {stages} étages ; nommez des étages de 1 à {stages}</translation>
        </message>
        <message>
            <source>model.shortcut = {shortcut}: with model.skip = false there is no shortcut; leave it at auto, or set model.skip = true</source>
            <translation>model.shortcut = {shortcut} : avec model.skip = false il n’y a pas de raccourci ; laissez-le sur auto, ou réglez model.skip = true</translation>
        </message>
        <message>
            <source>model.{option} = {value}: {name} has no such choice; leave it at its default, or take another model.name</source>
            <translation>model.{option} = {value} : {name} n’a pas ce choix ; laissez-le par défaut, ou prenez un autre model.name</translation>
        </message>
        <message>
            <source>named in {where}, line {line}, but not there</source>
            <translation>nommée dans {where}, ligne {line}, mais absente</translation>
        </message>
        <message>
            <source>needs a table of labels with a group column</source>
            <translation>demande un tableau d’étiquettes avec une colonne group</translation>
        </message>
        <message>
            <source>needs {value}: pip install "regnet-studio[export]"</source>
            <translation>demande {value} : pip install "regnet-studio[export]"</translation>
        </message>
        <message>
            <source>negative size</source>
            <translation>taille négative</translation>
        </message>
        <message>
            <source>no answer within {timeout} seconds</source>
            <translation>pas de réponse en {timeout} secondes</translation>
        </message>
        <message>
            <source>no class has this name, so none was renamed to '{new}'</source>
            <translation>aucune classe ne porte ce nom, donc aucune n’a été renommée « {new} »</translation>
        </message>
        <message>
            <source>no corruption '{name}' (there are: {value}){name_}</source>
            <translation>pas d’altération « {name} » (il y a : {value}){name_}</translation>
        </message>
        <message>
            <source>no entry {number} in the queue; `regnet-studio queue list` lists them</source>
            <translation>pas d’entrée {number} dans la file d’attente ; `regnet-studio queue list` les énumère</translation>
        </message>
        <message>
            <source>no export format '{name}' (there are: {value}){name_}</source>
            <translation>pas de format d’export « {name} » (il y a : {value}){name_}</translation>
        </message>
        <message>
            <source>no file name tells a class; see data.name_pattern, e.g. {class}_*</source>
            <translation>aucun nom de fichier n’indique de classe ; voyez data.name_pattern, p. ex. {class}_*</translation>
        </message>
        <message>
            <source>no kind '{kind}' (there are: {value}){kind_}</source>
            <translation>pas de genre « {kind} » (il y a : {value}){kind_}</translation>
        </message>
        <message>
            <source>no look at an image succeeds: {command} ends with {status}</source>
            <translation>aucun regard sur une image n’aboutit : {command} se termine avec {status}</translation>
        </message>
        <message>
            <source>no method '{method}' (there are: {value}){method_}</source>
            <translation>pas de méthode « {method} » (il y a : {value}){method_}</translation>
        </message>
        <message>
            <source>no preset '{name}' (there are: {known}){name_}</source>
            <translation>pas de préréglage « {name} » (il y a : {known}){name_}</translation>
        </message>
        <message>
            <source>no space left on device</source>
            <translation>plus de place sur le support</translation>
        </message>
        <message>
            <source>no split '{split}' (there are: {value}){split_}</source>
            <translation>pas de partition « {split} » (il y a : {value}){split_}</translation>
        </message>
        <message>
            <source>no version or no source</source>
            <translation>pas de version ou pas de source</translation>
        </message>
        <message>
            <source>none of its images has a neighbour of another class, near which alone it makes new ones</source>
            <translation>aucune de ses images n’a de voisine d’une autre classe, près desquelles seulement elle en crée de nouvelles</translation>
        </message>
        <message>
            <source>none of its images lies on a border to other classes, where alone it makes new ones</source>
            <translation>aucune de ses images n’est à la frontière d’autres classes, où seulement elle en crée de nouvelles</translation>
        </message>
        <message>
            <source>none of its paths is an image there; they must be relative to the table</source>
            <translation>aucun de ses chemins n’y est une image ; ils doivent être relatifs au tableau</translation>
        </message>
        <message>
            <source>none of its rows has both a path and a label</source>
            <translation>aucune de ses lignes n’a à la fois un chemin et une étiquette</translation>
        </message>
        <message>
            <source>none of {count} images can be read any more; see to it that the folder is there and its images are as they were, then resume the run</source>
            <translation>aucune des {count} images ne peut plus être lue ; vérifiez que le dossier est là et que ses images sont comme avant, puis reprenez l’exécution</translation>
        </message>
        <message>
            <source>not a file</source>
            <translation>pas un fichier</translation>
        </message>
        <message>
            <source>not a plain file</source>
            <translation>pas un fichier ordinaire</translation>
        </message>
        <message>
            <source>not an image but a video</source>
            <translation>pas une image mais une vidéo</translation>
        </message>
        <message>
            <source>not an image but {what}</source>
            <translation>pas une image mais {what}</translation>
        </message>
        <message>
            <source>not an image format</source>
            <translation>pas un format d’image</translation>
        </message>
        <message>
            <source>not an image, whatever its name says</source>
            <translation>pas une image, quoi que dise son nom</translation>
        </message>
        <message>
            <source>not copied</source>
            <translation>non copiée</translation>
        </message>
        <message>
            <source>not even {first} images of {size} px fit into the memory with {name}; take smaller images (data.size) or a smaller network</source>
            <translation>même {first} images de {size} px ne tiennent pas dans la mémoire avec {name} ; prenez des images plus petites (data.size) ou un réseau plus petit</translation>
        </message>
        <message>
            <source>not in a class folder</source>
            <translation>hors d’un dossier de classe</translation>
        </message>
        <message>
            <source>not in the archive</source>
            <translation>pas dans l’archive</translation>
        </message>
        <message>
            <source>not in the set</source>
            <translation>pas dans le jeu</translation>
        </message>
        <message>
            <source>not one accuracy a strength</source>
            <translation>pas une exactitude par intensité</translation>
        </message>
        <message>
            <source>not used: the folders or names tell the classes; data.layout = table reads it</source>
            <translation>inutilisé : les dossiers ou les noms indiquent les classes ; data.layout = table le lit</translation>
        </message>
        <message>
            <source>nothing but zero bytes (a disk or a download that failed?)</source>
            <translation>rien que des octets nuls (un disque ou un téléchargement défaillant ?)</translation>
        </message>
        <message>
            <source>nothing to resume: the run was not kept in a directory</source>
            <translation>rien à reprendre : l’exécution n’a pas été conservée dans un dossier</translation>
        </message>
        <message>
            <source>of 12 heads, patches of 16 px (Dosovitskiy et al. 2020)</source>
            <translation>de 12 têtes, carrés de 16 px (Dosovitskiy et al. 2020)</translation>
        </message>
        <message>
            <source>of 12 heads, patches of 32 px (Dosovitskiy et al. 2020)</source>
            <translation>de 12 têtes, carrés de 32 px (Dosovitskiy et al. 2020)</translation>
        </message>
        <message>
            <source>of 16 heads, patches of 16 px (Dosovitskiy et al. 2020)</source>
            <translation>de 16 têtes, carrés de 16 px (Dosovitskiy et al. 2020)</translation>
        </message>
        <message>
            <source>of 3 heads, for small images (Touvron et al. 2020, table 1)</source>
            <translation>de 3 têtes, pour petites images (Touvron et al. 2020, tableau 1)</translation>
        </message>
        <message>
            <source>offers {total} bytes where {expected} are right</source>
            <translation>propose {total} octets là où il en faut {expected}</translation>
        </message>
        <message>
            <source>optimizer.batch_size = {asked} is more than the {count} training images: an epoch is one step with all of them; take a smaller batch</source>
            <translation>optimizer.batch_size = {asked} dépasse les {count} images d’entraînement : une époque est un seul pas avec toutes ; prenez un lot plus petit</translation>
        </message>
        <message>
            <source>optimizer.lr = {lr} is high for weights that have learned already: the first steps may undo what they know; try {high}.</source>
            <translation>optimizer.lr = {lr} est élevé pour des poids qui ont déjà appris : les premiers pas peuvent défaire ce qu’ils savent ; essayez {high}.</translation>
        </message>
        <message>
            <source>optimizer.lr = {lr} is high for {name}, whose steps do not shrink with the gradient, and training may diverge; try 0.001.</source>
            <translation>optimizer.lr = {lr} est élevé pour {name}, dont les pas ne diminuent pas avec le gradient, et l’entraînement peut diverger ; essayez 0.001.</translation>
        </message>
        <message>
            <source>optimizer.name = lamb: needs timm, which is not installed; pip install "regnet-studio[zoo]", or take another method</source>
            <translation>optimizer.name = lamb : demande timm, qui n’est pas installé ; pip install "regnet-studio[zoo]", ou prenez une autre méthode</translation>
        </message>
        <message>
            <source>outside lower center</source>
            <translation>outside lower center</translation>
        </message>
        <message>
            <source>place {place}: the first place in the queue is 1</source>
            <translation>place {place} : la première place de la file d’attente est 1</translation>
        </message>
        <message>
            <source>points outside of the archive</source>
            <translation>pointe hors de l’archive</translation>
        </message>
        <message>
            <source>preset '{name}' ships with the program and stays as it is</source>
            <translation>le préréglage « {name} » est fourni avec le programme et reste tel quel</translation>
        </message>
        <message>
            <source>preset '{name}': a preset of the program is called so; take another name</source>
            <translation>préréglage « {name} » : un préréglage du programme porte ce nom ; prenez-en un autre</translation>
        </message>
        <message>
            <source>preset '{name}': take a name of letters, numbers, spaces and - + . ( ) that begins with a letter or a number</source>
            <translation>préréglage « {name} » : prenez un nom fait de lettres, de chiffres, d’espaces et de - + . ( ) qui commence par une lettre ou un chiffre</translation>
        </message>
        <message>
            <source>preset '{name}…': take a name of at most {longest_name} letters</source>
            <translation>préréglage « {name}… » : prenez un nom d’au plus {longest_name} lettres</translation>
        </message>
        <message>
            <source>preset '{taken}': there is one already; take another name</source>
            <translation>préréglage « {taken} » : il y en a déjà un ; prenez un autre nom</translation>
        </message>
        <message>
            <source>reading the record</source>
            <translation>lecture de la fiche</translation>
        </message>
        <message>
            <source>refuses it</source>
            <translation>le refuse</translation>
        </message>
        <message>
            <source>run {name}</source>
            <translation>exécution {name}</translation>
        </message>
        <message>
            <source>sends more than it announces</source>
            <translation>envoie plus qu’annoncé</translation>
        </message>
        <message>
            <source>sent something else than the published file (its {kind} differs)</source>
            <translation>a envoyé autre chose que le fichier publié (son {kind} diffère)</translation>
        </message>
        <message>
            <source>sent {size} bytes where {expected} are right</source>
            <translation>a envoyé {size} octets là où il en faut {expected}</translation>
        </message>
        <message>
            <source>set REGNET_STUDIO_CACHE to another folder</source>
            <translation>réglez REGNET_STUDIO_CACHE sur un autre dossier</translation>
        </message>
        <message>
            <source>set balance.method to weighted</source>
            <translation>réglez balance.method sur weighted</translation>
        </message>
        <message>
            <source>set balance.space to features</source>
            <translation>réglez balance.space sur features</translation>
        </message>
        <message>
            <source>strength {strength}: must be from 1 to {strengths}</source>
            <translation>intensité {strength} : elle va de 1 à {strengths}</translation>
        </message>
        <message>
            <source>takes more than {seconds} seconds to decode</source>
            <translation>demande plus de {seconds} secondes à décoder</translation>
        </message>
        <message>
            <source>takes too long to decode</source>
            <translation>est trop longue à décoder</translation>
        </message>
        <message>
            <source>text expected</source>
            <translation>un texte est attendu</translation>
        </message>
        <message>
            <source>text, not an image, whatever its name says</source>
            <translation>du texte, pas une image, quoi que dise son nom</translation>
        </message>
        <message>
            <source>the GPU</source>
            <translation>le GPU</translation>
        </message>
        <message>
            <source>the archive was cut off meanwhile</source>
            <translation>l’archive a été coupée entre-temps</translation>
        </message>
        <message>
            <source>the class has {totals} image(s), fewer than {fewest}</source>
            <translation>la classe a {totals} image(s), moins de {fewest}</translation>
        </message>
        <message>
            <source>the connection was lost</source>
            <translation>la connexion a été perdue</translation>
        </message>
        <message>
            <source>the disk is full: {path} was not written; free some space, then go on, or {instead}</source>
            <translation>le disque est plein : {path} n’a pas été écrit ; libérez de la place, puis continuez, ou {instead}</translation>
        </message>
        <message>
            <source>the features of {rows} images would take {needed} GB; they are computed anew in every epoch</source>
            <translation>les caractéristiques de {rows} images prendraient {needed} Go ; elles sont recalculées à chaque époque</translation>
        </message>
        <message>
            <source>the file</source>
            <translation>le fichier</translation>
        </message>
        <message>
            <source>the file is empty</source>
            <translation>le fichier est vide</translation>
        </message>
        <message>
            <source>the given splits cut through {torn} group(s) that were to stay together; they are kept as given</source>
            <translation>les partitions données coupent {torn} groupe(s) qui devaient rester ensemble ; elles sont gardées telles quelles</translation>
        </message>
        <message>
            <source>the head alone learns, from features that are computed once: left out {value} {value_}; set transfer.cache_features to false to have the images varied in every epoch</source>
            <translation>seule la tête apprend, à partir de caractéristiques calculées une fois : {value} {value_} laissé de côté ; réglez transfer.cache_features sur false pour que les images soient variées à chaque époque</translation>
        </message>
        <message>
            <source>the image has no pixels</source>
            <translation>l’image n’a pas de pixels</translation>
        </message>
        <message>
            <source>the images lie in no class folder; put them in one folder per class, e.g. cat/001.jpg</source>
            <translation>les images ne sont dans aucun dossier de classe ; mettez-les dans un dossier par classe, p. ex. cat/001.jpg</translation>
        </message>
        <message>
            <source>the images limit it: {share} of the work is reading and varying them</source>
            <translation>les images limitent : {share} du travail est de les lire et de les varier</translation>
        </message>
        <message>
            <source>the last layer stays as the epochs left it: {mistake}</source>
            <translation>la dernière couche reste telle que les époques l’ont laissée : {mistake}</translation>
        </message>
        <message>
            <source>the loss of the validation is {loss}</source>
            <translation>la perte de la validation est {loss}</translation>
        </message>
        <message>
            <source>the name does not tell the class</source>
            <translation>le nom n’indique pas la classe</translation>
        </message>
        <message>
            <source>the name has {name} characters; give at most {longest_name}</source>
            <translation>le nom a {name} caractères ; donnez-en au plus {longest_name}</translation>
        </message>
        <message>
            <source>the network</source>
            <translation>le réseau</translation>
        </message>
        <message>
            <source>the note has {note} characters; give at most {longest_note}</source>
            <translation>la note a {note} caractères ; donnez-en au plus {longest_note}</translation>
        </message>
        <message>
            <source>the recipe has no key '{key}'; {hint}</source>
            <translation>la recette n’a pas de clé « {key} » ; {hint}</translation>
        </message>
        <message>
            <source>the spread of fewer than two values is not known</source>
            <translation>la dispersion de moins de deux valeurs n’est pas connue</translation>
        </message>
        <message>
            <source>the steps were tried without torch.compile, which first takes a while</source>
            <translation>les pas ont été essayés sans torch.compile, qui prend d’abord un moment</translation>
        </message>
        <message>
            <source>the tag '{tag}' holds a comma; give two tags instead</source>
            <translation>l’étiquette « {tag} » contient une virgule ; donnez deux étiquettes</translation>
        </message>
        <message>
            <source>the tag '{tag}…' is too long; give at most {longest_tag}</source>
            <translation>l’étiquette « {tag}… » est trop longue ; donnez au plus {longest_tag}</translation>
        </message>
        <message>
            <source>the variation of balance.method = augment</source>
            <translation>la variation de balance.method = augment</translation>
        </message>
        <message>
            <source>the {who}: {numbers} of {value} parameters</source>
            <translation>{who} : {numbers} paramètres sur {value}</translation>
        </message>
        <message>
            <source>there are no evaluated images to check the export on</source>
            <translation>il n’y a pas d’images évaluées pour vérifier l’export</translation>
        </message>
        <message>
            <source>these weights are of another network: {first}</source>
            <translation>ces poids sont d’un autre réseau : {first}</translation>
        </message>
        <message>
            <source>this computer</source>
            <translation>cet ordinateur</translation>
        </message>
        <message>
            <source>this folder is not there</source>
            <translation>ce dossier n’est pas là</translation>
        </message>
        <message>
            <source>this is no command line of this program: it begins with `{program} train`</source>
            <translation>ce n’est pas une ligne de commande de ce programme : elle commence par `{program} train`</translation>
        </message>
        <message>
            <source>this is no command line: {error}; copy it whole</source>
            <translation>ce n’est pas une ligne de commande : {error} ; copiez-la en entier</translation>
        </message>
        <message>
            <source>this is too long to be a command line (over {longest} letters)</source>
            <translation>c’est trop long pour une ligne de commande (plus de {longest} lettres)</translation>
        </message>
        <message>
            <source>this network begins with no convolution, so it has no filters to look at; open a run of a convolutional network</source>
            <translation>ce réseau ne commence pas par une convolution, il n’a donc pas de filtres à regarder ; ouvrez une exécution d’un réseau convolutif</translation>
        </message>
        <message>
            <source>this network does more than its head after the features, so they are computed anew in every epoch</source>
            <translation>ce réseau fait plus que sa tête après les caractéristiques, elles sont donc recalculées à chaque époque</translation>
        </message>
        <message>
            <source>this network has no regulators to look into; inspect a run whose model.name is a regnet, or leave out the image for the early-exit accuracy of a resnet</source>
            <translation>ce réseau n’a pas de régulateurs à examiner ; examinez une exécution dont model.name est un regnet, ou omettez l’image pour l’exactitude des sorties anticipées d’un resnet</translation>
        </message>
        <message>
            <source>this report is damaged: evaluate the run again</source>
            <translation>ce rapport est endommagé : évaluez l’exécution à nouveau</translation>
        </message>
        <message>
            <source>this report is not of format {format}, which this version of the program reads: evaluate the run again</source>
            <translation>ce rapport n’est pas au format {format}, que lit cette version du programme : évaluez l’exécution à nouveau</translation>
        </message>
        <message>
            <source>this training state was written by another version of the program, which named the network's parameters otherwise, and cannot be gone on with; train anew, from the best weights of this run if you like (transfer.weights)</source>
            <translation>cet état d’entraînement a été écrit par une autre version du programme, qui nommait autrement les paramètres du réseau, et ne peut pas être poursuivi ; entraînez à nouveau, à partir des meilleurs poids de cette exécution si vous voulez (transfer.weights)</translation>
        </message>
        <message>
            <source>three times</source>
            <translation>trois fois</translation>
        </message>
        <message>
            <source>times {in_features} features</source>
            <translation>fois {in_features} caractéristiques</translation>
        </message>
        <message>
            <source>too large to be an image (over 512 MB)</source>
            <translation>trop grand pour une image (plus de 512 Mo)</translation>
        </message>
        <message>
            <source>training diverged in epoch {epoch} ({why}); lower optimizer.lr (now {lr}) or lengthen schedule.warmup, then train again, or resume from the last good checkpoint with --set optimizer.lr={lr_}</source>
            <translation>l’entraînement a divergé à l’époque {epoch} ({why}) ; baissez optimizer.lr (maintenant {lr}) ou allongez schedule.warmup, puis entraînez à nouveau, ou reprenez au dernier bon point de reprise avec --set optimizer.lr={lr_}</translation>
        </message>
        <message>
            <source>transfer.cache_features = false changes nothing while more than the head learns; set transfer.stages to 0, or leave it at true.</source>
            <translation>transfer.cache_features = false ne change rien tant que plus que la tête apprend ; réglez transfer.stages sur 0, ou laissez-le sur true.</translation>
        </message>
        <message>
            <source>transfer.frozen_norm = adapt changes nothing while all stages learn; set transfer.stages, or leave it at keep.</source>
            <translation>transfer.frozen_norm = adapt ne change rien tant que tous les étages apprennent ; réglez transfer.stages, ou laissez-le sur keep.</translation>
        </message>
        <message>
            <source>transfer.stages = {stages}: this network has {stages_} stages; set it to 0..{stages_}, or leave it empty for all</source>
            <translation>transfer.stages = {stages} : ce réseau a {stages_} étages ; réglez-le de 0 à {stages_}, ou laissez-le vide pour tous</translation>
        </message>
        <message>
            <source>transfer.weights = imagenet: there are none for {name}; take another model.name ({value}, ...), a file or a run</source>
            <translation>transfer.weights = imagenet : il n’y en a pas pour {name} ; prenez un autre model.name ({value}, ...), un fichier ou une exécution</translation>
        </message>
        <message>
            <source>transfer.weights = imagenet: those of this network are kept by timm, which is not installed; `pip install regnet-studio[zoo]` brings it</source>
            <translation>transfer.weights = imagenet : ceux de ce réseau sont gardés par timm, qui n’est pas installé ; `pip install regnet-studio[zoo]` l’apporte</translation>
        </message>
        <message>
            <source>transfer.weights = imagenet: timm has no weights called {name}</source>
            <translation>transfer.weights = imagenet : timm n’a pas de poids nommés {name}</translation>
        </message>
        <message>
            <source>transfer.weights = {text}: no such file and no such run{text_}</source>
            <translation>transfer.weights = {text} : pas de fichier ni d’exécution de ce nom{text_}</translation>
        </message>
        <message>
            <source>transfer.weights = {text}: these are of a {name} with model.{option} = {told}; set the same</source>
            <translation>transfer.weights = {text} : ceux-ci sont d’un {name} avec model.{option} = {told} ; réglez la même valeur</translation>
        </message>
        <message>
            <source>transfer.weights = {text}: these are of a {name}, not of a {name_}; set model.name = {name}</source>
            <translation>transfer.weights = {text} : ceux-ci sont d’un {name}, pas d’un {name_} ; réglez model.name = {name}</translation>
        </message>
        <message>
            <source>transfer.{name} changes nothing while transfer.stages = 0: only the head learns; leave one of them at its default.</source>
            <translation>transfer.{name} ne change rien tant que transfer.stages = 0 : seule la tête apprend ; laissez l’un des deux par défaut.</translation>
        </message>
        <message>
            <source>trying training steps</source>
            <translation>essai de pas d’entraînement</translation>
        </message>
        <message>
            <source>two folders would be shown as {place}</source>
            <translation>deux dossiers s’afficheraient comme {place}</translation>
        </message>
        <message>
            <source>what was read back is not what was written</source>
            <translation>ce qui a été relu n’est pas ce qui a été écrit</translation>
        </message>
        <message>
            <source>{archive}: unsafe archive: the entry '{name}' {fault}; pack the folder again</source>
            <translation>{archive} : archive dangereuse : l’entrée « {name} » {fault} ; archivez le dossier à nouveau</translation>
        </message>
        <message>
            <source>{blocks} blocks of 7x7 depthwise convolutions, from {width} channels (Liu et al. 2022)</source>
            <translation>{blocks} blocs de convolutions 7x7 en profondeur, à partir de {width} canaux (Liu et al. 2022)</translation>
        </message>
        <message>
            <source>{blocks} blocks of {widths} to {widths_} channels, {gigas} GMACs at 224 px{value} (Radosavovic et al. 2020)</source>
            <translation>{blocks} blocs de {widths} à {widths_} canaux, {gigas} GMAC à 224 px{value} (Radosavovic et al. 2020)</translation>
        </message>
        <message>
            <source>{blocks} blocks, attention in shifted windows, from {width} channels (Liu et al. {value})</source>
            <translation>{blocks} blocs, attention dans des fenêtres décalées, à partir de {width} canaux (Liu et al. {value})</translation>
        </message>
        <message>
            <source>{calibration_file} is damaged: delete it, then evaluate the run's validation split, which fits the temperature anew</source>
            <translation>{calibration_file} est endommagé : supprimez-le, puis évaluez la partition de validation de l’exécution, ce qui ajuste à nouveau la température</translation>
        </message>
        <message>
            <source>{called} runs are called {text}: give the folder of one ({names})</source>
            <translation>{called} exécutions se nomment {text} : donnez le dossier de l’une d’elles ({names})</translation>
        </message>
        <message>
            <source>{changes_file} is damaged: restore it, or delete it to go on with the settings that the run began with</source>
            <translation>{changes_file} est endommagé : restaurez-le, ou supprimez-le pour continuer avec les réglages du début de l’exécution</translation>
        </message>
        <message>
            <source>{copies} image(s) left out of training: copies of validation or test images, such as {example}</source>
            <translation>{copies} image(s) écartée(s) de l’entraînement : copies d’images de validation ou de test, comme {example}</translation>
        </message>
        <message>
            <source>{count} files left out: {reason}</source>
            <translation>{count} fichiers écartés : {reason}</translation>
        </message>
        <message>
            <source>{count} usable images</source>
            <translation>{count} images utilisables</translation>
        </message>
        <message>
            <source>{damage}; the run goes on from the checkpoint before it</source>
            <translation>{damage} ; l’exécution continue à partir du point de reprise précédent</translation>
        </message>
        <message>
            <source>{depth} layers of {blocks}, {alpha} channels added block by block (Han et al. 2016)</source>
            <translation>{depth} couches de {blocks}, {alpha} canaux ajoutés bloc par bloc (Han et al. 2016)</translation>
        </message>
        <message>
            <source>{depth} layers, 16-32-64 channels (He et al. 2015, for CIFAR)</source>
            <translation>{depth} couches, 16-32-64 canaux (He et al. 2015, pour CIFAR)</translation>
        </message>
        <message>
            <source>{depth} layers, 16-32-64 channels, nothing carried around them (He et al. 2015)</source>
            <translation>{depth} couches, 16-32-64 canaux, rien ne les contourne (He et al. 2015)</translation>
        </message>
        <message>
            <source>{depth} layers, 64 to 512 channels (He et al. 2015); stem suited to the image size</source>
            <translation>{depth} couches, de 64 à 512 canaux (He et al. 2015) ; entrée adaptée à la taille des images</translation>
        </message>
        <message>
            <source>{depth} layers, 64 to 512 channels, nothing carried around them (He et al. 2015)</source>
            <translation>{depth} couches, de 64 à 512 canaux, rien ne les contourne (He et al. 2015)</translation>
        </message>
        <message>
            <source>{depth} layers, each sees all before it; growth rate {growth} (Huang et al. 2016)</source>
            <translation>{depth} couches, chacune voit toutes les précédentes ; taux de croissance {growth} (Huang et al. 2016)</translation>
        </message>
        <message>
            <source>{depth} layers, plain 3x3 convolutions{value} (Simonyan and Zisserman 2014)</source>
            <translation>{depth} couches, convolutions 3x3 simples{value} (Simonyan et Zisserman 2014)</translation>
        </message>
        <message>
            <source>{device} does not answer any more ({error}); go on from the last checkpoint, with --set compute.device=cpu where it does not come back</source>
            <translation>{device} ne répond plus ({error}) ; continuez à partir du dernier point de reprise, avec --set compute.device=cpu s’il ne revient pas</translation>
        </message>
        <message>
            <source>{done_file} cannot be read: {strerror}</source>
            <translation>{done_file} ne peut pas être lu : {strerror}</translation>
        </message>
        <message>
            <source>{evaluations_file} is damaged: restore it, or delete it to count anew</source>
            <translation>{evaluations_file} est endommagé : restaurez-le, ou supprimez-le pour compter à nouveau</translation>
        </message>
        <message>
            <source>{excluded} image(s) left out: you excluded them</source>
            <translation>{excluded} image(s) écartée(s) : vous les avez exclues</translation>
        </message>
        <message>
            <source>{file} is damaged</source>
            <translation>{file} est endommagé</translation>
        </message>
        <message>
            <source>{file} is damaged: delete it, then name and tag the run again</source>
            <translation>{file} est endommagé : supprimez-le, puis nommez et étiquetez l’exécution à nouveau</translation>
        </message>
        <message>
            <source>{file} is damaged: evaluate the run again</source>
            <translation>{file} est endommagé : évaluez l’exécution à nouveau</translation>
        </message>
        <message>
            <source>{file} is damaged: look for label errors again</source>
            <translation>{file} est endommagé : cherchez à nouveau les erreurs d’étiquetage</translation>
        </message>
        <message>
            <source>{file} is damaged: measure the robustness again</source>
            <translation>{file} est endommagé : mesurez à nouveau la robustesse</translation>
        </message>
        <message>
            <source>{file} is missing or damaged</source>
            <translation>{file} manque ou est endommagé</translation>
        </message>
        <message>
            <source>{file}: cannot be read: {error}</source>
            <translation>{file} : lecture impossible : {error}</translation>
        </message>
        <message>
            <source>{file}: cannot be read: {strerror}</source>
            <translation>{file} : lecture impossible : {strerror}</translation>
        </message>
        <message>
            <source>{file}: cannot be read: {strerror}; check its permissions</source>
            <translation>{file} : lecture impossible : {strerror} ; vérifiez ses permissions</translation>
        </message>
        <message>
            <source>{file}: cut off or damaged ({error}); download or pack it again</source>
            <translation>{file} : coupé ou endommagé ({error}) ; téléchargez-le ou archivez-le à nouveau</translation>
        </message>
        <message>
            <source>{file}: damaged or not as published ({error}); download it again</source>
            <translation>{file} : endommagé ou non conforme à la publication ({error}) ; téléchargez-le à nouveau</translation>
        </message>
        <message>
            <source>{file}: not a whole .zip (cut off or damaged); download or pack it again</source>
            <translation>{file} : pas un .zip entier (coupé ou endommagé) ; téléchargez-le ou archivez-le à nouveau</translation>
        </message>
        <message>
            <source>{file}: there is no .tar in it; pack the folder again</source>
            <translation>{file} : il ne contient pas de .tar ; archivez le dossier à nouveau</translation>
        </message>
        <message>
            <source>{folder}: holds several sets ({titles}); give the folder of one of them, or its name: {names}</source>
            <translation>{folder} : contient plusieurs jeux ({titles}) ; donnez le dossier de l’un d’eux, ou son nom : {names}</translation>
        </message>
        <message>
            <source>{folder}: not as published ({error}); unpack the devkit again</source>
            <translation>{folder} : non conforme à la publication ({error}) ; décompressez à nouveau le kit</translation>
        </message>
        <message>
            <source>{folder}: the files of {title} are not there any more</source>
            <translation>{folder} : les fichiers de {title} ne sont plus là</translation>
        </message>
        <message>
            <source>{folds} folds: must be from 2 to {most_folds}</source>
            <translation>{folds} plis : il en faut de 2 à {most_folds}</translation>
        </message>
        <message>
            <source>{images} images: must be at least 1</source>
            <translation>{images} images : il en faut au moins 1</translation>
        </message>
        <message>
            <source>{image}: a folder; name one image in it</source>
            <translation>{image} : un dossier ; nommez-y une image</translation>
        </message>
        <message>
            <source>{image}: no such image</source>
            <translation>{image} : pas d’image de ce nom</translation>
        </message>
        <message>
            <source>{image}: {strerror}; choose another image</source>
            <translation>{image} : {strerror} ; choisissez une autre image</translation>
        </message>
        <message>
            <source>{image}: {strerror}; give the path of an image</source>
            <translation>{image} : {strerror} ; donnez le chemin d’une image</translation>
        </message>
        <message>
            <source>{inner}, of timm {version}</source>
            <translation>{inner}, de timm {version}</translation>
        </message>
        <message>
            <source>{kept}: not the published file of {what} (its sha256 differs); delete it, and it is downloaded again</source>
            <translation>{kept} : pas le fichier publié de {what} (son sha256 diffère) ; supprimez-le, et il sera téléchargé à nouveau</translation>
        </message>
        <message>
            <source>{key} = {field}: a run keeps what it began with (here {field_}); train anew, or change one of {value}</source>
            <translation>{key} = {field} : une exécution garde ce avec quoi elle a commencé (ici {field_}) ; entraînez à nouveau, ou changez l’un de {value}</translation>
        </message>
        <message>
            <source>{key} = {text}: must be {bounds}</source>
            <translation>{key} = {text} : doit être {bounds}</translation>
        </message>
        <message>
            <source>{layers} layers {title}</source>
            <translation>{layers} couches {title}</translation>
        </message>
        <message>
            <source>{lost}; the {self} bytes that came are kept</source>
            <translation>{lost} ; les {self} octets arrivés sont conservés</translation>
        </message>
        <message>
            <source>{missing} more of its files are gone</source>
            <translation>{missing} autres de ses fichiers ont disparu</translation>
        </message>
        <message>
            <source>{missing} of its {places} images are not there, {missing_} first</source>
            <translation>{missing} de ses {places} images ne sont pas là, d’abord {missing_}</translation>
        </message>
        <message>
            <source>{named}: mirrored digits are none any more, and confuse the network; turn it off.</source>
            <translation>{named} : des chiffres en miroir n’en sont plus, et troublent le réseau ; désactivez-le.</translation>
        </message>
        <message>
            <source>{name} cannot name a class: give it at least one letter or digit, without blanks at its ends and without control characters</source>
            <translation>{name} ne peut pas nommer une classe : donnez-lui au moins une lettre ou un chiffre, sans blancs aux extrémités ni caractères de contrôle</translation>
        </message>
        <message>
            <source>{name} holds {unexpected} tensors that {name_} has no place for, such as {unexpected_}: it may be of a larger network; see that model.name is right</source>
            <translation>{name} contient {unexpected} tenseurs pour lesquels {name_} n’a pas de place, comme {unexpected_} : ils sont peut-être d’un réseau plus grand ; vérifiez que model.name est juste</translation>
        </message>
        <message>
            <source>{name} is no longer in the trash</source>
            <translation>{name} n’est plus dans la corbeille</translation>
        </message>
        <message>
            <source>{name} learned from the same images, set apart otherwise ({value}): some that validate and test here may have trained it, and accuracy would look better than it is; set the same as there</source>
            <translation>{name} a appris des mêmes images, réparties autrement ({value}) : certaines qui valident et testent ici peuvent l’avoir entraîné, et l’exactitude paraîtrait meilleure qu’elle n’est ; réglez comme là-bas</translation>
        </message>
        <message>
            <source>{name} {here}, not {there}</source>
            <translation>{name} {here}, pas {there}</translation>
        </message>
        <message>
            <source>{name}: none of its layers after the first has places in an image of {size} px, which Grad-CAM needs; take integrated_gradients instead</source>
            <translation>{name} : aucune de ses couches après la première n’a d’emplacements dans une image de {size} px, ce que demande Grad-CAM ; prenez integrated_gradients</translation>
        </message>
        <message>
            <source>{name}: {detail}; choose another image</source>
            <translation>{name} : {detail} ; choisissez une autre image</translation>
        </message>
        <message>
            <source>{network} regulated by {titles}: each stage remembers its blocks (Xu et al. 2022)</source>
            <translation>{network} régulé par {titles} : chaque étage se souvient de ses blocs (Xu et al. 2022)</translation>
        </message>
        <message>
            <source>{option} needs a value, such as --set optimizer.lr=0.05</source>
            <translation>{option} demande une valeur, comme --set optimizer.lr=0.05</translation>
        </message>
        <message>
            <source>{out} is a folder; name the file, such as {out_}</source>
            <translation>{out} est un dossier ; nommez le fichier, comme {out_}</translation>
        </message>
        <message>
            <source>{out} was not written: it differs from the original by {check} (allowed {tolerance}); please report this</source>
            <translation>{out} n’a pas été écrit : il diffère de l’original de {check} (permis : {tolerance}) ; merci de le signaler</translation>
        </message>
        <message>
            <source>{path} cannot be deleted: {strerror}</source>
            <translation>{path} ne peut pas être supprimé : {strerror}</translation>
        </message>
        <message>
            <source>{path} cannot be read: delete it; the recipes stay, in the order in which they were added, and an interrupted run goes on with `regnet-studio resume`</source>
            <translation>{path} ne peut pas être lu : supprimez-le ; les recettes restent, dans l’ordre de leur ajout, et une exécution interrompue continue avec `regnet-studio resume`</translation>
        </message>
        <message>
            <source>{path} cannot be read: {strerror}</source>
            <translation>{path} ne peut pas être lu : {strerror}</translation>
        </message>
        <message>
            <source>{path} has no curves yet: `regnet-studio resume {path}` first</source>
            <translation>{path} n’a pas encore de courbes : d’abord `regnet-studio resume {path}`</translation>
        </message>
        <message>
            <source>{path} is being changed by another process that does not let go of it; try again, or look for a process that hangs</source>
            <translation>{path} est en cours de modification par un autre processus qui ne le lâche pas ; réessayez, ou cherchez un processus bloqué</translation>
        </message>
        <message>
            <source>{path} is being worked off{self}; what is added to it is trained there</source>
            <translation>{path} est en cours de traitement{self} ; ce qui y est ajouté y est entraîné</translation>
        </message>
        <message>
            <source>{path} is damaged ({error}); restore the file from a copy or train again</source>
            <translation>{path} est endommagé ({error}) ; restaurez le fichier d’une copie ou entraînez à nouveau</translation>
        </message>
        <message>
            <source>{path} is damaged or cut off ({error}); fetch or save the file again</source>
            <translation>{path} est endommagé ou coupé ({error}) ; récupérez ou enregistrez le fichier à nouveau</translation>
        </message>
        <message>
            <source>{path} is damaged or not a card of this program</source>
            <translation>{path} est endommagé ou n’est pas une fiche de ce programme</translation>
        </message>
        <message>
            <source>{path} is damaged: delete it; it only tells which images the run was trained on</source>
            <translation>{path} est endommagé : supprimez-le ; il dit seulement sur quelles images l’exécution a été entraînée</translation>
        </message>
        <message>
            <source>{path} is damaged: evaluate the run again</source>
            <translation>{path} est endommagé : évaluez l’exécution à nouveau</translation>
        </message>
        <message>
            <source>{path} is damaged: export the run again</source>
            <translation>{path} est endommagé : exportez l’exécution à nouveau</translation>
        </message>
        <message>
            <source>{path} is in use{run}; wait until it is done, or stop it first</source>
            <translation>{path} est utilisée{run} ; attendez qu’elle soit terminée, ou arrêtez-la d’abord</translation>
        </message>
        <message>
            <source>{path} is missing: an export needs its card beside it</source>
            <translation>{path} manque : un export a besoin de sa fiche à côté de lui</translation>
        </message>
        <message>
            <source>{path} is missing: export the run again</source>
            <translation>{path} manque : exportez l’exécution à nouveau</translation>
        </message>
        <message>
            <source>{path} is missing: install regnet-studio again</source>
            <translation>{path} manque : réinstallez regnet-studio</translation>
        </message>
        <message>
            <source>{path} is missing: this run has no such checkpoint</source>
            <translation>{path} manque : cette exécution n’a pas ce point de reprise</translation>
        </message>
        <message>
            <source>{path} is not evaluated yet: `regnet-studio resume {path}` first</source>
            <translation>{path} n’est pas encore évaluée : d’abord `regnet-studio resume {path}`</translation>
        </message>
        <message>
            <source>{path} is there already; move it away to get the deleted one back</source>
            <translation>{path} est déjà là ; déplacez-le pour récupérer ce qui a été supprimé</translation>
        </message>
        <message>
            <source>{path} needs onnxruntime: pip install "regnet-studio[export]"</source>
            <translation>{path} demande onnxruntime : pip install "regnet-studio[export]"</translation>
        </message>
        <message>
            <source>{path}: a dataset is a folder, an archive ({value}) or a table (.csv, .tsv)</source>
            <translation>{path} : un jeu de données est un dossier, une archive ({value}) ou un tableau (.csv, .tsv)</translation>
        </message>
        <message>
            <source>{path}: a folder, but no run; give {formats}</source>
            <translation>{path} : un dossier, mais pas une exécution ; donnez {formats}</translation>
        </message>
        <message>
            <source>{path}: an archive, but not of weights alone (a TorchScript or exported program, or something else); give {formats}</source>
            <translation>{path} : une archive, mais pas de poids seuls (un programme TorchScript ou exporté, ou autre chose) ; donnez {formats}</translation>
        </message>
        <message>
            <source>{path}: cannot be read: {strerror}</source>
            <translation>{path} : lecture impossible : {strerror}</translation>
        </message>
        <message>
            <source>{path}: holds code or objects ({foreign}) besides weights, and was not opened; save the weights alone: torch.save(network.state_dict(), ...)</source>
            <translation>{path} : contient du code ou des objets ({foreign}) en plus des poids, et n’a pas été ouvert ; enregistrez les poids seuls : torch.save(network.state_dict(), ...)</translation>
        </message>
        <message>
            <source>{path}: its card names a file elsewhere ({weights})</source>
            <translation>{path} : sa fiche nomme un fichier ailleurs ({weights})</translation>
        </message>
        <message>
            <source>{path}: label errors are being looked for already; wait until that is done</source>
            <translation>{path} : les erreurs d’étiquetage sont déjà recherchées ; attendez que ce soit terminé</translation>
        </message>
        <message>
            <source>{path}: look for label errors first</source>
            <translation>{path} : cherchez d’abord les erreurs d’étiquetage</translation>
        </message>
        <message>
            <source>{path}: named twice; a run is compared with others</source>
            <translation>{path} : nommée deux fois ; une exécution est comparée à d’autres</translation>
        </message>
        <message>
            <source>{path}: neither a run nor an export (no *{suffix} in it)</source>
            <translation>{path} : ni une exécution ni un export (aucun *{suffix} dedans)</translation>
        </message>
        <message>
            <source>{path}: no images in this folder</source>
            <translation>{path} : pas d’images dans ce dossier</translation>
        </message>
        <message>
            <source>{path}: no such image</source>
            <translation>{path} : pas d’image de ce nom</translation>
        </message>
        <message>
            <source>{path}: no such recipe file; `regnet-studio presets` lists the presets</source>
            <translation>{path} : pas de fichier de recette de ce nom ; `regnet-studio presets` énumère les préréglages</translation>
        </message>
        <message>
            <source>{path}: no weights in it: {start}; give {formats}</source>
            <translation>{path} : pas de poids dedans : {start} ; donnez {formats}</translation>
        </message>
        <message>
            <source>{path}: no weights in it; give {formats}</source>
            <translation>{path} : pas de poids dedans ; donnez {formats}</translation>
        </message>
        <message>
            <source>{path}: not a checkpoint of this program (its card is missing)</source>
            <translation>{path} : pas un point de reprise de ce programme (sa fiche manque)</translation>
        </message>
        <message>
            <source>{path}: not a file; give images or folders</source>
            <translation>{path} : pas un fichier ; donnez des images ou des dossiers</translation>
        </message>
        <message>
            <source>{path}: not a run; `regnet-studio runs` lists them</source>
            <translation>{path} : pas une exécution ; `regnet-studio runs` les énumère</translation>
        </message>
        <message>
            <source>{path}: not a text file; a recipe is a TOML file</source>
            <translation>{path} : pas un fichier texte ; une recette est un fichier TOML</translation>
        </message>
        <message>
            <source>{path}: not there; evaluate the run on that split first</source>
            <translation>{path} : absent ; évaluez d’abord l’exécution sur cette partition</translation>
        </message>
        <message>
            <source>{path}: there is no such file of weights</source>
            <translation>{path} : pas de fichier de poids de ce nom</translation>
        </message>
        <message>
            <source>{path}: this run is finished; to train it further, give it more epochs: --set stopping.epochs={value}</source>
            <translation>{path} : cette exécution est terminée ; pour l’entraîner davantage, donnez-lui plus d’époques : --set stopping.epochs={value}</translation>
        </message>
        <message>
            <source>{path}: too large to be a recipe (over 1 MB)</source>
            <translation>{path} : trop grand pour une recette (plus de 1 Mo)</translation>
        </message>
        <message>
            <source>{pieces}: not as published; download it again</source>
            <translation>{pieces} : non conforme à la publication ; téléchargez-le à nouveau</translation>
        </message>
        <message>
            <source>{pieces}: {split}_X.bin is cut off; download it again</source>
            <translation>{pieces} : {split}_X.bin est coupé ; téléchargez-le à nouveau</translation>
        </message>
        <message>
            <source>{piece}: holds no images of 32x32 pixels; download it again</source>
            <translation>{piece} : ne contient pas d’images de 32x32 pixels ; téléchargez-le à nouveau</translation>
        </message>
        <message>
            <source>{piece}: holds no images; download it again</source>
            <translation>{piece} : ne contient pas d’images ; téléchargez-le à nouveau</translation>
        </message>
        <message>
            <source>{piece}: not as published ({error}); download it again</source>
            <translation>{piece} : non conforme à la publication ({error}) ; téléchargez-le à nouveau</translation>
        </message>
        <message>
            <source>{piece}: {meta} names no classes; download it again</source>
            <translation>{piece} : {meta} ne nomme pas de classes ; téléchargez-le à nouveau</translation>
        </message>
        <message>
            <source>{piece}: {name} is not as published (its md5 differs); delete it, and it will be downloaded again</source>
            <translation>{piece} : {name} n’est pas conforme à la publication (son md5 diffère) ; supprimez-le, et il sera téléchargé à nouveau</translation>
        </message>
        <message>
            <source>{piece}: {path}: {error}; delete it and download it again</source>
            <translation>{piece} : {path} : {error} ; supprimez-le et téléchargez-le à nouveau</translation>
        </message>
        <message>
            <source>{pixels} pixels: more than {max_pixels}</source>
            <translation>{pixels} pixels : plus de {max_pixels}</translation>
        </message>
        <message>
            <source>{place}: cannot be written; choose another folder</source>
            <translation>{place} : écriture impossible ; choisissez un autre dossier</translation>
        </message>
        <message>
            <source>{place}: not a folder; choose another one</source>
            <translation>{place} : pas un dossier ; choisissez-en un autre</translation>
        </message>
        <message>
            <source>{problems} problem(s) with the images, the first: {path}: {detail}; a scan of the images lists them all</source>
            <translation>{problems} problème(s) avec les images, le premier : {path} : {detail} ; une analyse des images les énumère tous</translation>
        </message>
        <message>
            <source>{program} train has no option {option}; {known}</source>
            <translation>{program} train n’a pas d’option {option} ; {known}</translation>
        </message>
        <message>
            <source>{program} train takes one recipe file, not {value}</source>
            <translation>{program} train prend un fichier de recette, pas {value}</translation>
        </message>
        <message>
            <source>{program} {what}: only `{program} train ...` says a whole recipe</source>
            <translation>{program} {what} : seul `{program} train ...` dit une recette entière</translation>
        </message>
        <message>
            <source>{root}: a thousand runs began in this second; try again</source>
            <translation>{root} : mille exécutions ont commencé dans cette seconde ; réessayez</translation>
        </message>
        <message>
            <source>{root}: cannot be read ({strerror}); check its permissions</source>
            <translation>{root} : lecture impossible ({strerror}) ; vérifiez ses permissions</translation>
        </message>
        <message>
            <source>{run}: this run has no weights yet: none of its epochs was finished; resume it first</source>
            <translation>{run} : cette exécution n’a pas encore de poids : aucune de ses époques n’a été finie ; reprenez-la d’abord</translation>
        </message>
        <message>
            <source>{shape} and {shape_}: not the same images</source>
            <translation>{shape} et {shape_} : pas les mêmes images</translation>
        </message>
        <message>
            <source>{shown}: cannot be read: {strerror}; check its permissions</source>
            <translation>{shown} : lecture impossible : {strerror} ; vérifiez ses permissions</translation>
        </message>
        <message>
            <source>{shown}: not a whole .tar (cut off or damaged); download or pack it again</source>
            <translation>{shown} : pas un .tar entier (coupé ou endommagé) ; téléchargez-le ou archivez-le à nouveau</translation>
        </message>
        <message>
            <source>{skipped_in_a_row} steps in a row had no finite {what}</source>
            <translation>{skipped_in_a_row} pas de suite sans {what} fini</translation>
        </message>
        <message>
            <source>{source} does not fit {name}, {agree} of {of} tensors agree: it holds {tensors}, the network wants {state}{detail}; set model.name to the network that it is of, or take other weights</source>
            <translation>{source} ne convient pas à {name}, {agree} tenseurs sur {of} concordent : il contient {tensors}, le réseau attend {state}{detail} ; réglez model.name sur le réseau dont ils viennent, ou prenez d’autres poids</translation>
        </message>
        <message>
            <source>{source}: cannot be read: {strerror}</source>
            <translation>{source} : lecture impossible : {strerror}</translation>
        </message>
        <message>
            <source>{source}: class '{name}' is unknown to this network{name_}</source>
            <translation>{source} : la classe « {name} » est inconnue de ce réseau{name_}</translation>
        </message>
        <message>
            <source>{source}: its images changed since the run began; restore them to resume, or train anew</source>
            <translation>{source} : ses images ont changé depuis le début de l’exécution ; rétablissez-les pour reprendre, ou entraînez à nouveau</translation>
        </message>
        <message>
            <source>{source}: its images changed since {path} was trained, and some that it learned from may now count as test images; restore them, give other images with --data, or train anew</source>
            <translation>{source} : ses images ont changé depuis l’entraînement de {path}, et certaines dont elle a appris peuvent compter maintenant comme images de test ; rétablissez-les, donnez d’autres images avec --data, ou entraînez à nouveau</translation>
        </message>
        <message>
            <source>{source}: no such folder or file, and no built-in set of that name{hint}; give the images with --data PATH</source>
            <translation>{source} : pas de dossier ni de fichier de ce nom, ni de jeu intégré{hint} ; donnez les images avec --data PATH</translation>
        </message>
        <message>
            <source>{source}: no such run or export; `regnet-studio runs` lists the runs</source>
            <translation>{source} : pas d’exécution ni d’export de ce nom ; `regnet-studio runs` énumère les exécutions</translation>
        </message>
        <message>
            <source>{source}: not one of its {dataset} images can be decoded; the first: {path}: {detail}</source>
            <translation>{source} : aucune de ses {dataset} images ne peut être décodée ; la première : {path} : {detail}</translation>
        </message>
        <message>
            <source>{source}: the edits leave fewer than two classes; undo the last, or remove {place} to undo them all</source>
            <translation>{source} : les modifications laissent moins de deux classes ; annulez la dernière, ou retirez {place} pour les annuler toutes</translation>
        </message>
        <message>
            <source>{source}: the edits make a class '{name}' beside '{other}', which differs only by case or Unicode form; give both one name, or remove {place} to undo all edits</source>
            <translation>{source} : les modifications font une classe « {name} » à côté de « {other} », qui n’en diffère que par la casse ou la forme Unicode ; donnez aux deux un même nom, ou retirez {place} pour annuler toutes les modifications</translation>
        </message>
        <message>
            <source>{source}: there are no images in the {split} split</source>
            <translation>{source} : il n’y a pas d’images dans la partition {split}</translation>
        </message>
        <message>
            <source>{source}: this name is not valid text; rename it</source>
            <translation>{source} : ce nom n’est pas un texte valable ; renommez-le</translation>
        </message>
        <message>
            <source>{source}: your edits leave no image that can be used; remove {place} to begin anew</source>
            <translation>{source} : vos modifications ne laissent aucune image utilisable ; retirez {place} pour recommencer</translation>
        </message>
        <message>
            <source>{source}: {key} holds values that are no finite numbers; its training diverged, take other weights</source>
            <translation>{source} : {key} contient des valeurs qui ne sont pas des nombres finis ; son entraînement a divergé, prenez d’autres poids</translation>
        </message>
        <message>
            <source>{source}: {paths} was well when it was first read, but is no more ({faults}){others}; put it back, then resume the run</source>
            <translation>{source} : {paths} allait bien à la première lecture, mais plus maintenant ({faults}){others} ; remettez-la, puis reprenez l’exécution</translation>
        </message>
        <message>
            <source>{source}: {table} cannot be read: {error}</source>
            <translation>{source} : {table} ne peut pas être lu : {error}</translation>
        </message>
        <message>
            <source>{target}: the copies would lie within {source}, whose images are sorted, and be read with them the next time; choose a folder elsewhere</source>
            <translation>{target} : les copies seraient dans {source}, dont les images sont triées, et seraient lues avec elles la prochaine fois ; choisissez un dossier ailleurs</translation>
        </message>
        <message>
            <source>{target}: {bytes} MB are to be copied and {free} MB are free on this disk; choose another folder</source>
            <translation>{target} : {bytes} Mo sont à copier et {free} Mo sont libres sur ce disque ; choisissez un autre dossier</translation>
        </message>
        <message>
            <source>{text}: no such run; `regnet-studio runs` lists them</source>
            <translation>{text} : pas d’exécution de ce nom ; `regnet-studio runs` les énumère</translation>
        </message>
        <message>
            <source>{title} is going on and cannot be {what}: stop it first</source>
            <translation>{title} est en cours et ne peut pas être {what} : arrêtez-la d’abord</translation>
        </message>
        <message>
            <source>{title} is not on this machine any more: open it on the Data page, which downloads it</source>
            <translation>{title} n’est plus sur cet ordinateur : ouvrez-le sur la page Données, qui le télécharge</translation>
        </message>
        <message>
            <source>{trouble}, or {elsewhere}</source>
            <translation>{trouble}, ou {elsewhere}</translation>
        </message>
        <message>
            <source>{unnamed} images left out: not in the table</source>
            <translation>{unnamed} images écartées : pas dans le tableau</translation>
        </message>
        <message>
            <source>{value} and {corrections}</source>
            <translation>{value} et {corrections}</translation>
        </message>
        <message>
            <source>{value}: meant to keep what loaded weights know, but transfer.weights = none loads none, and layers stay near their random beginning; set transfer.weights, or leave the rest of transfer at its defaults.</source>
            <translation>{value} : destiné à garder ce que savent les poids chargés, mais transfer.weights = none n’en charge aucun, et des couches restent près de leur début aléatoire ; réglez transfer.weights, ou laissez le reste de transfer par défaut.</translation>
        </message>
        <message>
            <source>{verb} what? Give a recipe file or --preset NAME (there are: {names})</source>
            <translation>{verb} quoi ? Donnez un fichier de recette ou --preset NOM (il y a : {names})</translation>
        </message>
        <message>
            <source>{what} cannot be downloaded ({value}); try again later, or get {name} by other means and put it into {parent}</source>
            <translation>{what} ne peut pas être téléchargé ({value}) ; réessayez plus tard, ou procurez-vous {name} autrement et mettez-le dans {parent}</translation>
        </message>
        <message>
            <source>{where} is damaged: look for label errors again</source>
            <translation>{where} est endommagé : cherchez à nouveau les erreurs d’étiquetage</translation>
        </message>
        <message>
            <source>{where} is damaged: measure the robustness again</source>
            <translation>{where} est endommagé : mesurez à nouveau la robustesse</translation>
        </message>
        <message>
            <source>{where} was written by a newer version of RegNet Studio; update it</source>
            <translation>{where} a été écrit par une version plus récente de RegNet Studio ; mettez-le à jour</translation>
        </message>
        <message>
            <source>{where}, line {line_num}: not a readable table: {error}</source>
            <translation>{where}, ligne {line_num} : tableau illisible : {error}</translation>
        </message>
        <message>
            <source>{where}, line {line}: split '{value}' is unknown; write train, validation or test</source>
            <translation>{where}, ligne {line} : la partition « {value} » est inconnue ; écrivez train, validation ou test</translation>
        </message>
        <message>
            <source>{where}: data.layout = table, but no .csv or .tsv lies there; open the table itself, or put it beside the images</source>
            <translation>{where} : data.layout = table, mais il n’y a là ni .csv ni .tsv ; ouvrez le tableau lui-même, ou mettez-le à côté des images</translation>
        </message>
        <message>
            <source>{where}: labels from {labels} to {labels_} in its {split} part, but {classes} classes; delete it and download it again</source>
            <translation>{where} : étiquettes de {labels} à {labels_} dans sa partie {split}, mais {classes} classes ; supprimez-le et téléchargez-le à nouveau</translation>
        </message>
        <message>
            <source>{where}: no images found; put them in one folder per class, e.g. cat/001.jpg</source>
            <translation>{where} : aucune image trouvée ; mettez-les dans un dossier par classe, p. ex. cat/001.jpg</translation>
        </message>
        <message>
            <source>{where}: no {column} column (its columns are: {value}); name one of them '{column}'</source>
            <translation>{where} : pas de colonne {column} (ses colonnes : {value}) ; nommez l’une d’elles « {column} »</translation>
        </message>
        <message>
            <source>{where}: not UTF-8 text; save the table as UTF-8</source>
            <translation>{where} : pas un texte UTF-8 ; enregistrez le tableau en UTF-8</translation>
        </message>
        <message>
            <source>{where}: not a TOML file: {error}</source>
            <translation>{where} : pas un fichier TOML : {error}</translation>
        </message>
        <message>
            <source>{where}: only one class ('{names}') was found; a classifier needs at least two folders, one per class</source>
            <translation>{where} : une seule classe (« {names} ») a été trouvée ; un classifieur demande au moins deux dossiers, un par classe</translation>
        </message>
        <message>
            <source>{where}: the edits kept here are damaged; remove this file to go on</source>
            <translation>{where} : les modifications conservées ici sont endommagées ; retirez ce fichier pour continuer</translation>
        </message>
        <message>
            <source>{where}: these edits were written by a newer version of RegNet Studio; update it</source>
            <translation>{where} : ces modifications ont été écrites par une version plus récente de RegNet Studio ; mettez-le à jour</translation>
        </message>
        <message>
            <source>{where}: {images} images but {size} labels in its {split} part; delete it and download it again</source>
            <translation>{where} : {images} images mais {size} étiquettes dans sa partie {split} ; supprimez-le et téléchargez-le à nouveau</translation>
        </message>
        <message>
            <source>{whole} h {whole_} min</source>
            <translation>{whole} h {whole_} min</translation>
        </message>
        <message>
            <source>{whole} min {whole_} s</source>
            <translation>{whole} min {whole_} s</translation>
        </message>
    </context>
    <context>
        <name>fields</name>
        <message>
            <source> or </source>
            <translation> ou </translation>
        </message>
        <message>
            <source>Changes nothing unless {title} is {value}</source>
            <translation>Ne change rien, sauf si {title} vaut {value}</translation>
        </message>
        <message>
            <source>Changes nothing while {title} is 0</source>
            <translation>Ne change rien tant que {title} vaut 0</translation>
        </message>
        <message>
            <source>Changes nothing while {title} is empty</source>
            <translation>Ne change rien tant que {title} est vide</translation>
        </message>
        <message>
            <source>Changes nothing while {title} is {value}</source>
            <translation>Ne change rien tant que {title} vaut {value}</translation>
        </message>
        <message>
            <source>Data</source>
            <translation>Données</translation>
        </message>
        <message>
            <source>Data › Augment</source>
            <translation>Données › Augmentation</translation>
        </message>
        <message>
            <source>Data › Balance</source>
            <translation>Données › Équilibre</translation>
        </message>
        <message>
            <source>Data › Split</source>
            <translation>Données › Répartition</translation>
        </message>
        <message>
            <source>Defaults</source>
            <translation>Valeurs par défaut</translation>
        </message>
        <message>
            <source>Model</source>
            <translation>Modèle</translation>
        </message>
        <message>
            <source>Model › Options</source>
            <translation>Modèle › Options</translation>
        </message>
        <message>
            <source>Preset {name}</source>
            <translation>Préréglage {name}</translation>
        </message>
        <message>
            <source>Train</source>
            <translation>Entraîner</translation>
        </message>
        <message>
            <source>Whole run</source>
            <translation>Toute l’exécution</translation>
        </message>
        <message>
            <source>off</source>
            <translation>désactivé</translation>
        </message>
        <message>
            <source>on</source>
            <translation>activé</translation>
        </message>
        <message>
            <source>{n} settings</source>
            <translation>{n} réglages</translation>
        </message>
        <message>
            <source>{title} {before} → {after}</source>
            <translation>{title} {before} → {after}</translation>
        </message>
        <message>
            <source>{title}: go to {place}</source>
            <translation>{title} : aller à {place}</translation>
        </message>
        <message>
            <source>{value} · on {place}</source>
            <translation>{value} · sur {place}</translation>
        </message>
    </context>
    <context>
        <name>help</name>
        <message>
            <source>About RegNet Studio</source>
            <translation>À propos de RegNet Studio</translation>
        </message>
        <message>
            <source>All that a recipe says, as the program checks it.</source>
            <translation>Tout ce que dit une recette, tel que le programme le vérifie.</translation>
        </message>
        <message>
            <source>Everywhere in the window:</source>
            <translation>Partout dans la fenêtre :</translation>
        </message>
        <message>
            <source>Keyboard shortcuts</source>
            <translation>Raccourcis clavier</translation>
        </message>
        <message>
            <source>Keys</source>
            <translation>Touches</translation>
        </message>
        <message>
            <source>Licence</source>
            <translation>Licence</translation>
        </message>
        <message>
            <source>Part</source>
            <translation>Composant</translation>
        </message>
        <message>
            <source>Python {version} on {system}</source>
            <translation>Python {version} sur {system}</translation>
        </message>
        <message>
            <source>Settings</source>
            <translation>Réglages</translation>
        </message>
        <message>
            <source>Settings: {section}</source>
            <translation>Réglages : {section}</translation>
        </message>
        <message>
            <source>Tab goes from control to control, Space presses the one with the frame.</source>
            <translation>Tab va d’un contrôle à l’autre, Espace presse celui qui est encadré.</translation>
        </message>
        <message>
            <source>Turn a folder of images into a classifier you can trust. MIT licence.</source>
            <translation>Transformer un dossier d’images en un classifieur digne de confiance. Licence MIT.</translation>
        </message>
        <message>
            <source>Values: {bounds}. Default: {default}.</source>
            <translation>Valeurs : {bounds}. Par défaut : {default}.</translation>
        </message>
        <message>
            <source>Version</source>
            <translation>Version</translation>
        </message>
        <message>
            <source>What they do</source>
            <translation>Ce qu’elles font</translation>
        </message>
    </context>
    <context>
        <name>log</name>
        <message>
            <source>A recipe was opened</source>
            <translation>Une recette a été ouverte</translation>
        </message>
        <message>
            <source>A split was evaluated</source>
            <translation>Une partition a été évaluée</translation>
        </message>
        <message>
            <source>Epoch {n}: training {train}, validation {validation}, {speed} images a second</source>
            <translation>Époque {n} : entraînement {train}, validation {validation}, {speed} images par seconde</translation>
        </message>
        <message>
            <source>Exported to {folder}</source>
            <translation>Exporté vers {folder}</translation>
        </message>
        <message>
            <source>From the queue: {name}</source>
            <translation>De la file d’attente : {name}</translation>
        </message>
        <message>
            <source>From the queue: {name} is {status}</source>
            <translation>De la file d’attente : {name} est {status}</translation>
        </message>
        <message>
            <source>It goes on from epoch {n}</source>
            <translation>Reprise à l’époque {n}</translation>
        </message>
        <message>
            <source>Reading {x}</source>
            <translation>Lecture de {x}</translation>
        </message>
        <message>
            <source>Run {name} began: {model} on {data}, {n} training images, {device}</source>
            <translation>L’exécution {name} a commencé : {model} sur {data}, {n} images d’entraînement, {device}</translation>
        </message>
        <message>
            <source>The last layer was trained anew: {before} before, {after} after</source>
            <translation>La dernière couche a été réentraînée : {before} avant, {after} après</translation>
        </message>
        <message>
            <source>The run is {status}</source>
            <translation>L’exécution est {status}</translation>
        </message>
        <message>
            <source>The run {name} was opened</source>
            <translation>L’exécution {name} a été ouverte</translation>
        </message>
        <message>
            <source>Training ended after {time}; best epoch {n}: {accuracy} on validation</source>
            <translation>Entraînement terminé après {time} ; meilleure époque {n} : {accuracy} en validation</translation>
        </message>
        <message>
            <source>detail</source>
            <translation>détail</translation>
        </message>
        <message>
            <source>error</source>
            <translation>erreur</translation>
        </message>
        <message>
            <source>note</source>
            <translation>note</translation>
        </message>
        <message>
            <source>warning</source>
            <translation>avertissement</translation>
        </message>
        <message>
            <source>{name} was put into the queue</source>
            <translation>{name} a été mise dans la file d’attente</translation>
        </message>
        <message>
            <source>{source}: {n} images in {classes} classes</source>
            <translation>{source} : {n} images dans {classes} classes</translation>
        </message>
        <message>
            <source>{split}: {accuracy} of {n} images are right</source>
            <translation>{split} : {accuracy} de {n} images sont justes</translation>
        </message>
        <message>
            <source>{what} changed from {before} to {after} in epoch {n}</source>
            <translation>{what} est passé de {before} à {after} à l’époque {n}</translation>
        </message>
    </context>
    <context>
        <name>news</name>
        <message>
            <source>Epoch {epoch}: a step was left out, its {what} was not finite ({n} so far)</source>
            <translation>Époque {epoch} : un pas a été omis, car sa valeur ({what}) n’était pas finie ({n} jusqu’ici)</translation>
        </message>
        <message>
            <source>Memory ended in epoch {epoch}: batches are now computed {n} images at a time, with the same result</source>
            <translation>La mémoire a manqué à l’époque {epoch} : les lots sont désormais calculés par {n} images à la fois, avec le même résultat</translation>
        </message>
        <message>
            <source>gradient</source>
            <translation>gradient</translation>
        </message>
        <message>
            <source>loss</source>
            <translation>perte</translation>
        </message>
        <message>
            <source>off</source>
            <translation>désactivé</translation>
        </message>
        <message>
            <source>{name}, from the queue, failed: {why}</source>
            <translation>{name}, de la file d’attente, a échoué : {why}</translation>
        </message>
        <message>
            <source>{n} images are set aside; the last: {said}</source>
            <translation>{n} images sont mises de côté ; la dernière : {said}</translation>
        </message>
        <message>
            <source>{path} cannot be read any more and is set aside: {why}</source>
            <translation>{path} ne peut plus être lue et est mise de côté : {why}</translation>
        </message>
        <message>
            <source>{said}; among its images: {names}</source>
            <translation>{said} ; parmi ses images : {names}</translation>
        </message>
        <message>
            <source>{why}. The run has waited for {waited}, and goes on when there is room.</source>
            <translation>{why}. L’exécution a attendu {waited}, et continue quand il y a de la place.</translation>
        </message>
    </context>
    <context>
        <name>ongoing</name>
        <message>
            <source>A prediction</source>
            <translation>Une prédiction</translation>
        </message>
        <message>
            <source>A report</source>
            <translation>Un rapport</translation>
        </message>
        <message>
            <source>A trial before the training</source>
            <translation>Un essai avant l’entraînement</translation>
        </message>
        <message>
            <source>An evaluation</source>
            <translation>Une évaluation</translation>
        </message>
        <message>
            <source>An export</source>
            <translation>Un export</translation>
        </message>
        <message>
            <source>The measuring of a network's speed</source>
            <translation>La mesure de la vitesse d’un réseau</translation>
        </message>
        <message>
            <source>The measuring of early exits</source>
            <translation>La mesure des sorties anticipées</translation>
        </message>
        <message>
            <source>The measuring of robustness</source>
            <translation>La mesure de la robustesse</translation>
        </message>
        <message>
            <source>The reading of the images</source>
            <translation>La lecture des images</translation>
        </message>
        <message>
            <source>The search for label errors</source>
            <translation>La recherche des erreurs d’étiquetage</translation>
        </message>
        <message>
            <source>files that are written stay, the others are not made</source>
            <translation>les fichiers écrits restent, les autres ne sont pas faits</translation>
        </message>
        <message>
            <source>it is given up and has to be begun anew</source>
            <translation>c’est abandonné et à recommencer</translation>
        </message>
        <message>
            <source>it is given up; the folder holds no whole model</source>
            <translation>c’est abandonné ; le dossier ne contient aucun modèle entier</translation>
        </message>
        <message>
            <source>what it has done so far is kept, and it goes on from there</source>
            <translation>ce qui est fait jusqu’ici est conservé, et reprend de là</translation>
        </message>
        <message>
            <source>{what}: {loss}.</source>
            <translation>{what} : {loss}.</translation>
        </message>
    </context>
    <context>
        <name>palette</name>
        <message>
            <source>Choose images first, on the Data page</source>
            <translation>Choisissez d’abord des images, sur la page Données</translation>
        </message>
        <message>
            <source>Not yet</source>
            <translation>Pas encore</translation>
        </message>
        <message>
            <source>Open a run first, on the left</source>
            <translation>Ouvrez d’abord une exécution, à gauche</translation>
        </message>
        <message>
            <source>Preset: {name}</source>
            <translation>Préréglage : {name}</translation>
        </message>
        <message>
            <source>The networks are being loaded</source>
            <translation>Les réseaux sont en cours de chargement</translation>
        </message>
        <message>
            <source>help</source>
            <translation>aide</translation>
        </message>
        <message>
            <source>preset</source>
            <translation>préréglage</translation>
        </message>
        <message>
            <source>recent</source>
            <translation>récent</translation>
        </message>
        <message>
            <source>run</source>
            <translation>exécution</translation>
        </message>
        <message>
            <source>setting</source>
            <translation>réglage</translation>
        </message>
        <message>
            <source>tab</source>
            <translation>onglet</translation>
        </message>
        <message>
            <source>the defaults</source>
            <translation>les valeurs par défaut</translation>
        </message>
        <message>
            <source>{name} has no such choice: take another network</source>
            <translation>{name} n’a pas ce choix : prenez un autre réseau</translation>
        </message>
    </context>
    <context>
        <name>recipe</name>
        <message>
            <source>1,797 handwritten digits (embedded, no download): RegNet-20 with ConvLSTM, seconds on a laptop</source>
            <translation>1 797 chiffres manuscrits (intégrés, sans téléchargement) : RegNet-20 avec ConvLSTM, quelques secondes sur un portable</translation>
        </message>
        <message>
            <source>A built-in set, or the path of a folder, .zip, .tar or .csv of images</source>
            <translation>Un jeu intégré, ou le chemin d’un dossier, d’un .zip, d’un .tar ou d’un .csv d’images</translation>
        </message>
        <message>
            <source>A published policy besides: TrivialAugment, RandAugment, or a learned AutoAugment</source>
            <translation>Une politique publiée en plus : TrivialAugment, RandAugment, ou un AutoAugment appris</translation>
        </message>
        <message>
            <source>After how many epochs step lowers the rate, each time</source>
            <translation>Après combien d’époques step abaisse le taux, chaque fois</translation>
        </message>
        <message>
            <source>Architecture</source>
            <translation>Architecture</translation>
        </message>
        <message>
            <source>At its highest</source>
            <translation>À son maximum</translation>
        </message>
        <message>
            <source>At test</source>
            <translation>Au test</translation>
        </message>
        <message>
            <source>Augment</source>
            <translation>Augmentation</translation>
        </message>
        <message>
            <source>Augmentation strength</source>
            <translation>Force de l’augmentation</translation>
        </message>
        <message>
            <source>Averaged weights: each step keeps this share of the average, which is what is validated and kept; 0: off</source>
            <translation>Poids moyennés : chaque pas garde cette part de la moyenne, qui est ce qui est validé et conservé ; 0 : désactivé</translation>
        </message>
        <message>
            <source>Bad steps at most</source>
            <translation>Pas défaillants au plus</translation>
        </message>
        <message>
            <source>Balance</source>
            <translation>Équilibre</translation>
        </message>
        <message>
            <source>Batch norm</source>
            <translation>Normalisation par lot</translation>
        </message>
        <message>
            <source>Batch norm of a regulator's output: one for each block, or one for the whole stage</source>
            <translation>Normalisation par lot de la sortie d’un régulateur : une pour chaque bloc, ou une pour tout l’étage</translation>
        </message>
        <message>
            <source>Batch size</source>
            <translation>Taille de lot</translation>
        </message>
        <message>
            <source>Batch-norm statistics of stages that do not learn: kept, or adapted to these images</source>
            <translation>Statistiques de normalisation par lot des étages qui n’apprennent pas : conservées, ou adaptées à ces images</translation>
        </message>
        <message>
            <source>Best by</source>
            <translation>Meilleure selon</translation>
        </message>
        <message>
            <source>Beta of the effective number of images</source>
            <translation>Bêta du nombre effectif d’images</translation>
        </message>
        <message>
            <source>Blend pairs of images and labels; the alpha of MixUp, 0: off</source>
            <translation>Mélanger des paires d’images et d’étiquettes ; l’alpha de MixUp, 0 : désactivé</translation>
        </message>
        <message>
            <source>Blur</source>
            <translation>Flou</translation>
        </message>
        <message>
            <source>Brightness</source>
            <translation>Luminosité</translation>
        </message>
        <message>
            <source>By how much step, multi_step and plateau lower the rate</source>
            <translation>De combien step, multi_step et plateau abaissent le taux</translation>
        </message>
        <message>
            <source>CIFAR-10 and other small images, fast: airbench94 with Muon (give the images with --data)</source>
            <translation>CIFAR-10 et autres petites images, vite : airbench94 avec Muon (donnez les images avec --data)</translation>
        </message>
        <message>
            <source>CIFAR-10 and other small images, twice as long as fast: airbench94 with Muon, averaged weights</source>
            <translation>CIFAR-10 et autres petites images, deux fois plus long que fast : airbench94 avec Muon, poids moyennés</translation>
        </message>
        <message>
            <source>CIFAR-10 with ResNet-20 in ten epochs: minutes on two CPU cores (give the images with --data)</source>
            <translation>CIFAR-10 avec ResNet-20 en dix époques : quelques minutes sur deux cœurs (donnez les images avec --data)</translation>
        </message>
        <message>
            <source>CPU threads; empty: one per core. One thread is faster where other programs are busy</source>
            <translation>Fils de calcul ; vide : un par cœur. Un seul est plus rapide là où d’autres programmes sont actifs</translation>
        </message>
        <message>
            <source>Cache features</source>
            <translation>Garder les caractéristiques</translation>
        </message>
        <message>
            <source>Carry the input of each block around it; without, a ResNet is a plain network</source>
            <translation>Faire passer l’entrée de chaque bloc à côté de lui ; sans cela, un ResNet est un réseau simple</translation>
        </message>
        <message>
            <source>Change the brightness by up to this share</source>
            <translation>Changer la luminosité d’au plus cette part</translation>
        </message>
        <message>
            <source>Change the contrast by up to this share</source>
            <translation>Changer le contraste d’au plus cette part</translation>
        </message>
        <message>
            <source>Change the strength of colours by up to this share</source>
            <translation>Changer l’intensité des couleurs d’au plus cette part</translation>
        </message>
        <message>
            <source>Channels last</source>
            <translation>Canaux en dernier</translation>
        </message>
        <message>
            <source>Checkpoint minutes</source>
            <translation>Minutes entre points de reprise</translation>
        </message>
        <message>
            <source>Class from</source>
            <translation>Classe d’après</translation>
        </message>
        <message>
            <source>Class weights</source>
            <translation>Poids des classes</translation>
        </message>
        <message>
            <source>Companion lr</source>
            <translation>Taux du compagnon</translation>
        </message>
        <message>
            <source>Compile</source>
            <translation>Compilation</translation>
        </message>
        <message>
            <source>Compute</source>
            <translation>Calcul</translation>
        </message>
        <message>
            <source>Contrast</source>
            <translation>Contraste</translation>
        </message>
        <message>
            <source>Convolution inside a regulator: each channel with its own memory, or all with all (8 times the weights)</source>
            <translation>Convolution dans un régulateur : chaque canal avec sa propre mémoire, ou tous avec tous (8 fois plus de poids)</translation>
        </message>
        <message>
            <source>Copies kept apart</source>
            <translation>Copies tenues à l’écart</translation>
        </message>
        <message>
            <source>Count rare classes more: by the inverse of their images, or of their effective number</source>
            <translation>Compter davantage les classes rares : par l’inverse de leurs images, ou de leur nombre effectif</translation>
        </message>
        <message>
            <source>Course</source>
            <translation>Évolution</translation>
        </message>
        <message>
            <source>Cut what is not test into this many parts, one of which validates; empty: one cut by the share above</source>
            <translation>Découper ce qui n’est pas le test en autant de parts, dont une valide ; vide : une seule découpe selon la part ci-dessus</translation>
        </message>
        <message>
            <source>CutMix</source>
            <translation>CutMix</translation>
        </message>
        <message>
            <source>Data</source>
            <translation>Données</translation>
        </message>
        <message>
            <source>Decides everything that is drawn at random</source>
            <translation>Décide de tout ce qui est tiré au hasard</translation>
        </message>
        <message>
            <source>Decode images once into the cache, or anew in every epoch; auto: by the room there is</source>
            <translation>Décoder les images une fois dans le cache, ou à nouveau à chaque époque ; auto : selon la place disponible</translation>
        </message>
        <message>
            <source>Device</source>
            <translation>Processeur</translation>
        </message>
        <message>
            <source>Discriminative learning rates: each stage has this share of the next one's</source>
            <translation>Taux d’apprentissage discriminants : chaque étage a cette part de celui du suivant</translation>
        </message>
        <message>
            <source>Dropout</source>
            <translation>Dropout</translation>
        </message>
        <message>
            <source>Early stopping: end after this many validations that brought nothing better; empty: off</source>
            <translation>Arrêt anticipé : terminer après autant de validations sans rien de meilleur ; vide : désactivé</translation>
        </message>
        <message>
            <source>Effective beta</source>
            <translation>Bêta effectif</translation>
        </message>
        <message>
            <source>Enlarge or shrink by up to this share</source>
            <translation>Agrandir ou réduire d’au plus cette part</translation>
        </message>
        <message>
            <source>Epochs</source>
            <translation>Époques</translation>
        </message>
        <message>
            <source>Epochs between validations; the last epoch always has one</source>
            <translation>Époques entre les validations ; la dernière époque en a toujours une</translation>
        </message>
        <message>
            <source>Erasing</source>
            <translation>Effacement</translation>
        </message>
        <message>
            <source>Factor</source>
            <translation>Facteur</translation>
        </message>
        <message>
            <source>Factor on the amounts of this section: 0 leaves images unvaried, 2 varies twice as much</source>
            <translation>Facteur sur les valeurs de cette section : 0 laisse les images sans variation, 2 varie deux fois plus</translation>
        </message>
        <message>
            <source>Filters keep their length</source>
            <translation>Filtres de longueur constante</translation>
        </message>
        <message>
            <source>First layers of networks made for large images: small keeps the resolution (auto: up to 48 px)</source>
            <translation>Premières couches des réseaux faits pour de grandes images : small conserve la résolution (auto : jusqu’à 48 px)</translation>
        </message>
        <message>
            <source>First size</source>
            <translation>Première taille</translation>
        </message>
        <message>
            <source>Flip</source>
            <translation>Miroir</translation>
        </message>
        <message>
            <source>Flip vertical</source>
            <translation>Miroir vertical</translation>
        </message>
        <message>
            <source>Focal gamma</source>
            <translation>Gamma focal</translation>
        </message>
        <message>
            <source>Focal loss counts images less the surer the network is</source>
            <translation>La perte focale compte d’autant moins une image que le réseau est sûr</translation>
        </message>
        <message>
            <source>Fold</source>
            <translation>Pli</translation>
        </message>
        <message>
            <source>Folds</source>
            <translation>Plis</translation>
        </message>
        <message>
            <source>Frozen norm</source>
            <translation>Normalisation gelée</translation>
        </message>
        <message>
            <source>GB</source>
            <translation>Go</translation>
        </message>
        <message>
            <source>Gradient clipping</source>
            <translation>Écrêtage du gradient</translation>
        </message>
        <message>
            <source>Gradual unfreezing: after every so many epochs one more stage learns; empty: off</source>
            <translation>Dégel progressif : après chaque tranche d’autant d’époques, un étage de plus apprend ; vide : désactivé</translation>
        </message>
        <message>
            <source>Grey</source>
            <translation>Gris</translation>
        </message>
        <message>
            <source>Grown by</source>
            <translation>Pleine taille après</translation>
        </message>
        <message>
            <source>Hard examples (batch)</source>
            <translation>Exemples difficiles (lot)</translation>
        </message>
        <message>
            <source>Hard examples (epoch)</source>
            <translation>Exemples difficiles (époque)</translation>
        </message>
        <message>
            <source>Hard-example mining between epochs: this share of the images, the easiest in the epoch before, gives its place to as many of the hardest</source>
            <translation>Recherche d’exemples difficiles entre les époques : cette part des images, les plus faciles de l’époque précédente, cède sa place à autant des plus difficiles</translation>
        </message>
        <message>
            <source>Hard-example mining in each batch: the share of its images, those with the highest loss, that counts</source>
            <translation>Recherche d’exemples difficiles dans chaque lot : la part de ses images, celles dont la perte est la plus élevée, qui compte</translation>
        </message>
        <message>
            <source>Head</source>
            <translation>Tête</translation>
        </message>
        <message>
            <source>Head lr</source>
            <translation>Taux de la tête</translation>
        </message>
        <message>
            <source>Head width</source>
            <translation>Largeur de la tête</translation>
        </message>
        <message>
            <source>Hidden width of a head of two layers (mlp)</source>
            <translation>Largeur cachée d’une tête à deux couches (mlp)</translation>
        </message>
        <message>
            <source>Highest learning rate of the last layer beside Muon; empty: that of its companion</source>
            <translation>Taux d’apprentissage maximal de la dernière couche à côté de Muon ; vide : celui de son compagnon</translation>
        </message>
        <message>
            <source>Highest learning rate of what Muon leaves to SGD: biases, norms, first layer and head</source>
            <translation>Taux d’apprentissage maximal de ce que Muon laisse à SGD : biais, normalisations, première couche et tête</translation>
        </message>
        <message>
            <source>How a shortcut changes shape: new channels filled with zeros, or a 1x1 convolution; auto takes what the network was published with</source>
            <translation>Comment un raccourci change de forme : nouveaux canaux remplis de zéros, ou convolution 1x1 ; auto prend ce avec quoi le réseau a été publié</translation>
        </message>
        <message>
            <source>How an image becomes square: cut out the centre, stretch, or pad with its mean colour</source>
            <translation>Comment une image devient carrée : en découper le centre, étirer, ou compléter de sa couleur moyenne</translation>
        </message>
        <message>
            <source>How file names are read, e.g. {class}.* or {group}_*; empty: the letters before the number are the class</source>
            <translation>Comment les noms de fichiers sont lus, p. ex. {class}.* ou {group}_* ; vide : les lettres avant le nombre sont la classe</translation>
        </message>
        <message>
            <source>How much less the focal loss counts sure images</source>
            <translation>Combien la perte focale compte moins les images sûres</translation>
        </message>
        <message>
            <source>How often cosine begins again at the highest rate (SGDR)</source>
            <translation>Combien de fois cosine repart du taux maximal (SGDR)</translation>
        </message>
        <message>
            <source>How pixels are computed when the size changes</source>
            <translation>Comment les pixels sont calculés quand la taille change</translation>
        </message>
        <message>
            <source>How rare classes are strengthened: after the split, among training images only.</source>
            <translation>Comment les classes rares sont renforcées : après la répartition, parmi les images d’entraînement seulement.</translation>
        </message>
        <message>
            <source>How the learning rate falls after the warm-up: straight to 0 (one_cycle), to a last share (linear, cosine), in steps, or whenever validation stands still (plateau)</source>
            <translation>Comment le taux d’apprentissage baisse après la montée : droit vers 0 (one_cycle), vers une dernière part (linear, cosine), par paliers, ou chaque fois que la validation stagne (plateau)</translation>
        </message>
        <message>
            <source>How the learning rate moves over the run.</source>
            <translation>Comment le taux d’apprentissage évolue au cours de l’exécution.</translation>
        </message>
        <message>
            <source>How the weights are changed at each step.</source>
            <translation>Comment les poids sont changés à chaque pas.</translation>
        </message>
        <message>
            <source>How training images are varied, anew in each epoch.</source>
            <translation>Comment les images d’entraînement sont variées, à nouveau à chaque époque.</translation>
        </message>
        <message>
            <source>Hue</source>
            <translation>Teinte</translation>
        </message>
        <message>
            <source>Image size</source>
            <translation>Taille des images</translation>
        </message>
        <message>
            <source>Images</source>
            <translation>Images</translation>
        </message>
        <message>
            <source>Images computed at once: a batch is a sum of such parts (gradient accumulation); empty: the whole batch. Halved by itself where memory ends</source>
            <translation>Images calculées à la fois : un lot est une somme de telles parts (accumulation de gradients) ; vide : le lot entier. Divisé par deux de lui-même là où la mémoire manque</translation>
        </message>
        <message>
            <source>Images per step</source>
            <translation>Images par pas</translation>
        </message>
        <message>
            <source>Images that stay on one side of the split: those of one subfolder, of one {group} in the file names, or of one value in the table's group column</source>
            <translation>Images qui restent d’un même côté de la répartition : celles d’un sous-dossier, d’un {group} dans les noms de fichiers, ou d’une valeur de la colonne group du tableau</translation>
        </message>
        <message>
            <source>Interpolation</source>
            <translation>Interpolation</translation>
        </message>
        <message>
            <source>Keep together</source>
            <translation>Garder ensemble</translation>
        </message>
        <message>
            <source>L2-SP</source>
            <translation>L2-SP</translation>
        </message>
        <message>
            <source>L2-SP: lambda times the squared distance to the loaded weights, instead of their decay</source>
            <translation>L2-SP : lambda fois la distance au carré aux poids chargés, au lieu de leur décroissance</translation>
        </message>
        <message>
            <source>Label smoothing</source>
            <translation>Lissage des étiquettes</translation>
        </message>
        <message>
            <source>Largest standard deviation of a Gaussian blur</source>
            <translation>Plus grand écart type d’un flou gaussien</translation>
        </message>
        <message>
            <source>Last rate</source>
            <translation>Dernier taux</translation>
        </message>
        <message>
            <source>Last stages that learn besides the head; 0: the head alone; empty: all</source>
            <translation>Derniers étages qui apprennent en plus de la tête ; 0 : la tête seule ; vide : tous</translation>
        </message>
        <message>
            <source>Learning rate</source>
            <translation>Taux d’apprentissage</translation>
        </message>
        <message>
            <source>Learning rate per stage</source>
            <translation>Taux d’apprentissage par étage</translation>
        </message>
        <message>
            <source>Logit adjustment</source>
            <translation>Ajustement des logits</translation>
        </message>
        <message>
            <source>Longest gradient: a longer one is shortened to this norm; empty: off</source>
            <translation>Plus long gradient : un plus long est ramené à cette norme ; vide : désactivé</translation>
        </message>
        <message>
            <source>Longest time between two checkpoints inside an epoch</source>
            <translation>Plus long temps entre deux points de reprise dans une époque</translation>
        </message>
        <message>
            <source>Loss</source>
            <translation>Perte</translation>
        </message>
        <message>
            <source>Memory at most</source>
            <translation>Mémoire au plus</translation>
        </message>
        <message>
            <source>Memory layout; auto: channels last on CPU and CUDA</source>
            <translation>Disposition en mémoire ; auto : canaux en dernier sur CPU et CUDA</translation>
        </message>
        <message>
            <source>Memory that making new examples may take</source>
            <translation>Mémoire que peut prendre la création de nouveaux exemples</translation>
        </message>
        <message>
            <source>Method</source>
            <translation>Méthode</translation>
        </message>
        <message>
            <source>Micro batch</source>
            <translation>Micro-lot</translation>
        </message>
        <message>
            <source>Milestones</source>
            <translation>Jalons</translation>
        </message>
        <message>
            <source>Mirror by chance, or drawn once and then in every other epoch (all images are seen both ways in two epochs)</source>
            <translation>Miroir au hasard, ou tiré une fois puis une époque sur deux (toutes les images sont vues dans les deux sens en deux époques)</translation>
        </message>
        <message>
            <source>Mirror images left to right at random; not for digits or text</source>
            <translation>Retourner les images de gauche à droite au hasard ; pas pour des chiffres ou du texte</translation>
        </message>
        <message>
            <source>Mirror images top to bottom at random; for views from above</source>
            <translation>Retourner les images de haut en bas au hasard ; pour des vues de dessus</translation>
        </message>
        <message>
            <source>Mirroring</source>
            <translation>Façon du miroir</translation>
        </message>
        <message>
            <source>MixUp</source>
            <translation>MixUp</translation>
        </message>
        <message>
            <source>Model</source>
            <translation>Modèle</translation>
        </message>
        <message>
            <source>Momentum</source>
            <translation>Inertie</translation>
        </message>
        <message>
            <source>Momentum of SGD, RMSprop and Muon, first beta of the others</source>
            <translation>Inertie de SGD, RMSprop et Muon, premier bêta des autres</translation>
        </message>
        <message>
            <source>Move by up to this share of the side</source>
            <translation>Déplacer d’au plus cette part du côté</translation>
        </message>
        <message>
            <source>Move images at random by up to this much, edges mirrored</source>
            <translation>Déplacer les images au hasard d’au plus cette valeur, bords en miroir</translation>
        </message>
        <message>
            <source>Muon scales each layer's filters back to one length after every step; for networks with a norm after each convolution</source>
            <translation>Muon ramène les filtres de chaque couche à une même longueur après chaque pas ; pour des réseaux avec une normalisation après chaque convolution</translation>
        </message>
        <message>
            <source>Name pattern</source>
            <translation>Motif de nom</translation>
        </message>
        <message>
            <source>Neighbors</source>
            <translation>Voisins</translation>
        </message>
        <message>
            <source>Neighbours between which SMOTE makes new examples</source>
            <translation>Voisins entre lesquels SMOTE crée de nouveaux exemples</translation>
        </message>
        <message>
            <source>Nesterov</source>
            <translation>Nesterov</translation>
        </message>
        <message>
            <source>Nesterov's momentum (SGD and Muon)</source>
            <translation>Inertie de Nesterov (SGD et Muon)</translation>
        </message>
        <message>
            <source>Normalise after convolutions; without, biases take its place</source>
            <translation>Normaliser après les convolutions ; sans cela, des biais en tiennent lieu</translation>
        </message>
        <message>
            <source>Number format of the heavy arithmetic; auto takes bf16 where the processor has it; fp16 scales the loss</source>
            <translation>Format de nombre des calculs lourds ; auto prend bf16 là où le processeur l’a ; fp16 met la perte à l’échelle</translation>
        </message>
        <message>
            <source>Operations that RandAugment applies to an image</source>
            <translation>Opérations que RandAugment applique à une image</translation>
        </message>
        <message>
            <source>Optimizer</source>
            <translation>Optimiseur</translation>
        </message>
        <message>
            <source>Passes over the training images</source>
            <translation>Passages sur les images d’entraînement</translation>
        </message>
        <message>
            <source>Paste a rectangle of another image and mix labels; the alpha of CutMix, 0: off</source>
            <translation>Coller un rectangle d’une autre image et mélanger les étiquettes ; l’alpha de CutMix, 0 : désactivé</translation>
        </message>
        <message>
            <source>Plateau length</source>
            <translation>Durée du plateau</translation>
        </message>
        <message>
            <source>Policy</source>
            <translation>Politique</translation>
        </message>
        <message>
            <source>Precision</source>
            <translation>Précision</translation>
        </message>
        <message>
            <source>Processor that trains; auto takes the fastest there is</source>
            <translation>Processeur qui entraîne ; auto prend le plus rapide qu’il y ait</translation>
        </message>
        <message>
            <source>Progressive resizing: side of the images in the first epochs, cheaper than the whole; empty: off</source>
            <translation>Agrandissement progressif : côté des images dans les premières époques, moins coûteuses que l’image entière ; vide : désactivé</translation>
        </message>
        <message>
            <source>Pull of weights toward zero (not on norms and biases)</source>
            <translation>Attraction des poids vers zéro (pas sur les normalisations ni les biais)</translation>
        </message>
        <message>
            <source>Rand magnitude</source>
            <translation>Force de RandAugment</translation>
        </message>
        <message>
            <source>Rand operations</source>
            <translation>Opérations de RandAugment</translation>
        </message>
        <message>
            <source>Rare classes reach this share of the largest (undersample: the smallest class has this share of the others)</source>
            <translation>Les classes rares atteignent cette part de la plus grande (undersample : la plus petite classe a cette part des autres)</translation>
        </message>
        <message>
            <source>Regulated stages</source>
            <translation>Étages régulés</translation>
        </message>
        <message>
            <source>Regulator convolution</source>
            <translation>Convolution du régulateur</translation>
        </message>
        <message>
            <source>Regulator norm</source>
            <translation>Normalisation du régulateur</translation>
        </message>
        <message>
            <source>Regulator state</source>
            <translation>État du régulateur</translation>
        </message>
        <message>
            <source>Repeat images of rare classes, repeat them strongly varied, leave images of common ones out, draw rare ones more often, or make new images between neighbours (SMOTE)</source>
            <translation>Répéter les images des classes rares, les répéter fortement variées, écarter des images des classes courantes, tirer plus souvent les rares, ou créer de nouvelles images entre voisines (SMOTE)</translation>
        </message>
        <message>
            <source>Resize</source>
            <translation>Mise à la taille</translation>
        </message>
        <message>
            <source>Restarts</source>
            <translation>Redémarrages</translation>
        </message>
        <message>
            <source>Rotation</source>
            <translation>Rotation</translation>
        </message>
        <message>
            <source>Saturation</source>
            <translation>Saturation</translation>
        </message>
        <message>
            <source>Schedule</source>
            <translation>Évolution du taux</translation>
        </message>
        <message>
            <source>Seed</source>
            <translation>Graine</translation>
        </message>
        <message>
            <source>Share of features dropped before the last layer; empty: as the network was published</source>
            <translation>Part des caractéristiques supprimées avant la dernière couche ; vide : comme le réseau a été publié</translation>
        </message>
        <message>
            <source>Share of images held back for the test, where the set has no test split</source>
            <translation>Part des images réservées au test, là où le jeu n’a pas de partition de test</translation>
        </message>
        <message>
            <source>Share of images of which a rectangle is erased (random erasing)</source>
            <translation>Part des images dont un rectangle est effacé (effacement aléatoire)</translation>
        </message>
        <message>
            <source>Share of images that lose their colour</source>
            <translation>Part des images qui perdent leur couleur</translation>
        </message>
        <message>
            <source>Share of the epochs after which images have their whole size, where they begin smaller</source>
            <translation>Part des époques après laquelle les images ont toute leur taille, là où elles commencent plus petites</translation>
        </message>
        <message>
            <source>Share of the highest rate at which linear and cosine end</source>
            <translation>Part du taux maximal à laquelle linear et cosine finissent</translation>
        </message>
        <message>
            <source>Share of the run in which the learning rate rises to its highest</source>
            <translation>Part de l’exécution pendant laquelle le taux d’apprentissage monte à son maximum</translation>
        </message>
        <message>
            <source>Share of the target spread evenly over all classes</source>
            <translation>Part de la cible répartie également sur toutes les classes</translation>
        </message>
        <message>
            <source>Share of training images held back to choose the best epoch, where none are given</source>
            <translation>Part des images d’entraînement réservées au choix de la meilleure époque, là où aucune n’est donnée</translation>
        </message>
        <message>
            <source>Shares of the run at which multi_step lowers the rate</source>
            <translation>Parts de l’exécution auxquelles multi_step abaisse le taux</translation>
        </message>
        <message>
            <source>Shear</source>
            <translation>Cisaillement</translation>
        </message>
        <message>
            <source>Shift</source>
            <translation>Décalage</translation>
        </message>
        <message>
            <source>Shift (share)</source>
            <translation>Décalage (part)</translation>
        </message>
        <message>
            <source>Shortcut</source>
            <translation>Raccourci</translation>
        </message>
        <message>
            <source>Side to which images are resized; empty: chosen from the images</source>
            <translation>Côté auquel les images sont ramenées ; vide : choisi d’après les images</translation>
        </message>
        <message>
            <source>Skip connections</source>
            <translation>Connexions résiduelles</translation>
        </message>
        <message>
            <source>Slant by up to this angle either way</source>
            <translation>Incliner d’au plus cet angle de part et d’autre</translation>
        </message>
        <message>
            <source>Small images, for a GPU or a long night: airbench96 with Muon, Cutout-like erasing, views at test</source>
            <translation>Petites images, pour un GPU ou une longue nuit : airbench96 avec Muon, effacement façon Cutout, vues au test</translation>
        </message>
        <message>
            <source>Source</source>
            <translation>Source</translation>
        </message>
        <message>
            <source>Space</source>
            <translation>Espace</translation>
        </message>
        <message>
            <source>Stages of a RegNet that have a regulator, counted from 1; empty: all</source>
            <translation>Étages d’un RegNet qui ont un régulateur, comptés à partir de 1 ; vide : tous</translation>
        </message>
        <message>
            <source>Stages that learn</source>
            <translation>Étages qui apprennent</translation>
        </message>
        <message>
            <source>Stem</source>
            <translation>Entrée du réseau</translation>
        </message>
        <message>
            <source>Step length</source>
            <translation>Longueur de palier</translation>
        </message>
        <message>
            <source>Steps in a row without a finite loss and gradient, each of them left out, after which the run ends</source>
            <translation>Pas consécutifs sans perte ni gradient finis, chacun d’eux omis, après lesquels l’exécution se termine</translation>
        </message>
        <message>
            <source>Stop early after</source>
            <translation>Arrêt anticipé après</translation>
        </message>
        <message>
            <source>Stopping</source>
            <translation>Arrêt</translation>
        </message>
        <message>
            <source>Strength of RandAugment</source>
            <translation>Intensité de RandAugment</translation>
        </message>
        <message>
            <source>Target</source>
            <translation>Cible</translation>
        </message>
        <message>
            <source>Tau: how far logits are shifted by how rare a class is; 0: off</source>
            <translation>Tau : de combien les logits sont décalés par la rareté d’une classe ; 0 : désactivé</translation>
        </message>
        <message>
            <source>Test share</source>
            <translation>Part du test</translation>
        </message>
        <message>
            <source>The network, as `regnet-studio models` lists it</source>
            <translation>Le réseau, tel que `regnet-studio models` le nomme</translation>
        </message>
        <message>
            <source>The optimisation method; muon turns filters by orthogonal steps and leaves the rest to SGD, lamb needs the extra zoo</source>
            <translation>La méthode d’optimisation ; muon tourne les filtres par pas orthogonaux et laisse le reste à SGD, lamb demande l’extra zoo</translation>
        </message>
        <message>
            <source>Threads</source>
            <translation>Fils de calcul</translation>
        </message>
        <message>
            <source>Transfer</source>
            <translation>Transfert</translation>
        </message>
        <message>
            <source>Turn by up to this angle either way</source>
            <translation>Tourner d’au plus cet angle de part et d’autre</translation>
        </message>
        <message>
            <source>Turn the colour circle by up to this share</source>
            <translation>Tourner le cercle des couleurs d’au plus cette part</translation>
        </message>
        <message>
            <source>Unfreeze every</source>
            <translation>Dégeler tous les</translation>
        </message>
        <message>
            <source>Validate every</source>
            <translation>Valider tous les</translation>
        </message>
        <message>
            <source>Validation share</source>
            <translation>Part de la validation</translation>
        </message>
        <message>
            <source>Validations without a better loss after which plateau lowers the rate</source>
            <translation>Validations sans perte meilleure après lesquelles plateau abaisse le taux</translation>
        </message>
        <message>
            <source>Warmup</source>
            <translation>Montée</translation>
        </message>
        <message>
            <source>Weight averaging</source>
            <translation>Moyenne des poids</translation>
        </message>
        <message>
            <source>Weight decay</source>
            <translation>Décroissance des poids</translation>
        </message>
        <message>
            <source>Weights</source>
            <translation>Poids</translation>
        </message>
        <message>
            <source>Weights to begin with: none, imagenet, a file (.safetensors, .pth) or a run</source>
            <translation>Poids de départ : none (aucun), imagenet, un fichier (.safetensors, .pth) ou une exécution</translation>
        </message>
        <message>
            <source>What a prediction is the mean of: the image; and its mirror image; and both moved by a pixel (2 and 6 times the time)</source>
            <translation>De quoi une prédiction est la moyenne : l’image ; et son image miroir ; et les deux déplacées d’un pixel (2 et 6 fois le temps)</translation>
        </message>
        <message>
            <source>What a regulator remembers: its own output, or what batch norm and ReLU leave of it</source>
            <translation>Ce dont un régulateur se souvient : sa propre sortie, ou ce que la normalisation par lot et ReLU en laissent</translation>
        </message>
        <message>
            <source>What of the validation tells which epoch is the best</source>
            <translation>Ce qui, dans la validation, dit quelle époque est la meilleure</translation>
        </message>
        <message>
            <source>What tells the class: the top folder, the whole folder path (nested), the file name, or a table of path and label; auto tries them in this order</source>
            <translation>Ce qui indique la classe : le dossier du haut, tout le chemin du dossier (nested), le nom du fichier, ou un tableau de chemins et d’étiquettes ; auto les essaie dans cet ordre</translation>
        </message>
        <message>
            <source>What the network brings along from an earlier training, and which of its layers learn.</source>
            <translation>Ce que le réseau apporte d’un entraînement antérieur, et lesquelles de ses couches apprennent.</translation>
        </message>
        <message>
            <source>What the training makes small.</source>
            <translation>Ce que l’entraînement rend petit.</translation>
        </message>
        <message>
            <source>What turns features into classes: one layer, or two</source>
            <translation>Ce qui transforme les caractéristiques en classes : une couche, ou deux</translation>
        </message>
        <message>
            <source>When the training ends.</source>
            <translation>Quand l’entraînement se termine.</translation>
        </message>
        <message>
            <source>Where SMOTE works: between pixels, or between the trained network's features, on which its last layer is then trained anew; auto: pixels up to 32 px</source>
            <translation>Où travaille SMOTE : entre les pixels, ou entre les caractéristiques du réseau entraîné, sur lesquelles sa dernière couche est ensuite réentraînée ; auto : pixels jusqu’à 32 px</translation>
        </message>
        <message>
            <source>Where and how the arithmetic is done.</source>
            <translation>Où et comment le calcul est fait.</translation>
        </message>
        <message>
            <source>Where the head alone learns, compute the features of each image (and of its mirror image) once; other augmentation is then left out</source>
            <translation>Là où la tête seule apprend, calculer une seule fois les caractéristiques de chaque image (et de son image miroir) ; toute autre augmentation est alors laissée de côté</translation>
        </message>
        <message>
            <source>Where the images come from and how they are set apart.</source>
            <translation>D’où viennent les images et comment elles sont réparties.</translation>
        </message>
        <message>
            <source>Which copies of validation and test images are kept out of training: equal files, near copies as well, or none</source>
            <translation>Quelles copies d’images de validation et de test sont tenues hors de l’entraînement : fichiers identiques, quasi-copies aussi, ou aucune</translation>
        </message>
        <message>
            <source>Which network learns.</source>
            <translation>Quel réseau apprend.</translation>
        </message>
        <message>
            <source>Which of the folds validates</source>
            <translation>Lequel des plis valide</translation>
        </message>
        <message>
            <source>Your own photographs with ImageNet weights: ResNet-18, last stage and head (give them with --data)</source>
            <translation>Vos propres photographies avec des poids d’ImageNet : ResNet-18, dernier étage et tête (donnez-les avec --data)</translation>
        </message>
        <message>
            <source>Zoom</source>
            <translation>Zoom</translation>
        </message>
        <message>
            <source>a number above {low}, at most {high}</source>
            <translation>un nombre supérieur à {low}, au plus {high}</translation>
        </message>
        <message>
            <source>a number above {low}, at most {high} {unit}</source>
            <translation>un nombre supérieur à {low}, au plus {high} {unit}</translation>
        </message>
        <message>
            <source>a number at least {low}, at most {high}</source>
            <translation>un nombre d’au moins {low}, au plus {high}</translation>
        </message>
        <message>
            <source>a number at least {low}, at most {high} {unit}</source>
            <translation>un nombre d’au moins {low}, au plus {high} {unit}</translation>
        </message>
        <message>
            <source>a number at least {low}, below {high}</source>
            <translation>un nombre d’au moins {low}, inférieur à {high}</translation>
        </message>
        <message>
            <source>a text</source>
            <translation>un texte</translation>
        </message>
        <message>
            <source>a whole number at least {low}, at most {high}</source>
            <translation>un nombre entier d’au moins {low}, au plus {high}</translation>
        </message>
        <message>
            <source>a whole number at least {low}, at most {high} {unit}</source>
            <translation>un nombre entier d’au moins {low}, au plus {high} {unit}</translation>
        </message>
        <message>
            <source>accuracy</source>
            <translation>exactitude</translation>
        </message>
        <message>
            <source>adamw</source>
            <translation>adamw</translation>
        </message>
        <message>
            <source>adapt</source>
            <translation>adapter</translation>
        </message>
        <message>
            <source>adasyn</source>
            <translation>adasyn</translation>
        </message>
        <message>
            <source>all</source>
            <translation>tous</translation>
        </message>
        <message>
            <source>alternating</source>
            <translation>en alternance</translation>
        </message>
        <message>
            <source>as the network was published</source>
            <translation>comme publié</translation>
        </message>
        <message>
            <source>augment</source>
            <translation>augment</translation>
        </message>
        <message>
            <source>auto</source>
            <translation>auto</translation>
        </message>
        <message>
            <source>autoaugment cifar10</source>
            <translation>autoaugment cifar10</translation>
        </message>
        <message>
            <source>autoaugment imagenet</source>
            <translation>autoaugment imagenet</translation>
        </message>
        <message>
            <source>autoaugment svhn</source>
            <translation>autoaugment svhn</translation>
        </message>
        <message>
            <source>bf16</source>
            <translation>bf16</translation>
        </message>
        <message>
            <source>bicubic</source>
            <translation>bicubique</translation>
        </message>
        <message>
            <source>bilinear</source>
            <translation>bilinéaire</translation>
        </message>
        <message>
            <source>block</source>
            <translation>par bloc</translation>
        </message>
        <message>
            <source>borderline smote</source>
            <translation>borderline smote</translation>
        </message>
        <message>
            <source>channels</source>
            <translation>canaux</translation>
        </message>
        <message>
            <source>chosen from the images</source>
            <translation>selon les images</translation>
        </message>
        <message>
            <source>column</source>
            <translation>colonne</translation>
        </message>
        <message>
            <source>constant</source>
            <translation>constant</translation>
        </message>
        <message>
            <source>cosine</source>
            <translation>cosine</translation>
        </message>
        <message>
            <source>cpu</source>
            <translation>cpu</translation>
        </message>
        <message>
            <source>crop</source>
            <translation>découper</translation>
        </message>
        <message>
            <source>cross entropy</source>
            <translation>entropie croisée</translation>
        </message>
        <message>
            <source>cuda</source>
            <translation>cuda</translation>
        </message>
        <message>
            <source>decoded</source>
            <translation>décodées</translation>
        </message>
        <message>
            <source>default</source>
            <translation>default</translation>
        </message>
        <message>
            <source>duplicate</source>
            <translation>duplicate</translation>
        </message>
        <message>
            <source>effective</source>
            <translation>effectif</translation>
        </message>
        <message>
            <source>efficient</source>
            <translation>économe</translation>
        </message>
        <message>
            <source>epochs</source>
            <translation>époques</translation>
        </message>
        <message>
            <source>exact</source>
            <translation>exactes</translation>
        </message>
        <message>
            <source>features</source>
            <translation>caractéristiques</translation>
        </message>
        <message>
            <source>flip</source>
            <translation>miroir</translation>
        </message>
        <message>
            <source>flip shift</source>
            <translation>flip shift</translation>
        </message>
        <message>
            <source>focal</source>
            <translation>focale</translation>
        </message>
        <message>
            <source>folder</source>
            <translation>dossier</translation>
        </message>
        <message>
            <source>folders</source>
            <translation>dossiers</translation>
        </message>
        <message>
            <source>fp16</source>
            <translation>fp16</translation>
        </message>
        <message>
            <source>fp32</source>
            <translation>fp32</translation>
        </message>
        <message>
            <source>full</source>
            <translation>complète</translation>
        </message>
        <message>
            <source>ignore</source>
            <translation>ignorer</translation>
        </message>
        <message>
            <source>images</source>
            <translation>images</translation>
        </message>
        <message>
            <source>inverse</source>
            <translation>inverse</translation>
        </message>
        <message>
            <source>keep</source>
            <translation>garder</translation>
        </message>
        <message>
            <source>lamb</source>
            <translation>lamb</translation>
        </message>
        <message>
            <source>lanczos</source>
            <translation>lanczos</translation>
        </message>
        <message>
            <source>linear</source>
            <translation>linear</translation>
        </message>
        <message>
            <source>loss</source>
            <translation>perte</translation>
        </message>
        <message>
            <source>max-autotune</source>
            <translation>max-autotune</translation>
        </message>
        <message>
            <source>min</source>
            <translation>min</translation>
        </message>
        <message>
            <source>mlp</source>
            <translation>mlp</translation>
        </message>
        <message>
            <source>mps</source>
            <translation>mps</translation>
        </message>
        <message>
            <source>multi step</source>
            <translation>multi step</translation>
        </message>
        <message>
            <source>muon</source>
            <translation>muon</translation>
        </message>
        <message>
            <source>nadam</source>
            <translation>nadam</translation>
        </message>
        <message>
            <source>names</source>
            <translation>noms</translation>
        </message>
        <message>
            <source>near</source>
            <translation>proches</translation>
        </message>
        <message>
            <source>nearest</source>
            <translation>plus proche</translation>
        </message>
        <message>
            <source>nested</source>
            <translation>imbriqués</translation>
        </message>
        <message>
            <source>none</source>
            <translation>aucun</translation>
        </message>
        <message>
            <source>normalised</source>
            <translation>normalisé</translation>
        </message>
        <message>
            <source>numbers with commas between them</source>
            <translation>des nombres séparés par des virgules</translation>
        </message>
        <message>
            <source>off</source>
            <translation>désactivé</translation>
        </message>
        <message>
            <source>on</source>
            <translation>activé</translation>
        </message>
        <message>
            <source>one cut by the share above</source>
            <translation>une seule découpe</translation>
        </message>
        <message>
            <source>one cycle</source>
            <translation>one cycle</translation>
        </message>
        <message>
            <source>one of {choices}</source>
            <translation>un parmi {choices}</translation>
        </message>
        <message>
            <source>one per core</source>
            <translation>un par cœur</translation>
        </message>
        <message>
            <source>pad</source>
            <translation>compléter</translation>
        </message>
        <message>
            <source>pixels</source>
            <translation>pixels</translation>
        </message>
        <message>
            <source>plateau</source>
            <translation>plateau</translation>
        </message>
        <message>
            <source>projection</source>
            <translation>projection</translation>
        </message>
        <message>
            <source>px</source>
            <translation>px</translation>
        </message>
        <message>
            <source>rand</source>
            <translation>rand</translation>
        </message>
        <message>
            <source>random</source>
            <translation>au hasard</translation>
        </message>
        <message>
            <source>raw</source>
            <translation>brut</translation>
        </message>
        <message>
            <source>reduce-overhead</source>
            <translation>reduce-overhead</translation>
        </message>
        <message>
            <source>rmsprop</source>
            <translation>rmsprop</translation>
        </message>
        <message>
            <source>sgd</source>
            <translation>sgd</translation>
        </message>
        <message>
            <source>shared</source>
            <translation>partagée</translation>
        </message>
        <message>
            <source>small</source>
            <translation>petite</translation>
        </message>
        <message>
            <source>smote</source>
            <translation>smote</translation>
        </message>
        <message>
            <source>stages</source>
            <translation>étages</translation>
        </message>
        <message>
            <source>standard</source>
            <translation>standard</translation>
        </message>
        <message>
            <source>step</source>
            <translation>step</translation>
        </message>
        <message>
            <source>stream</source>
            <translation>flux</translation>
        </message>
        <message>
            <source>stretch</source>
            <translation>étirer</translation>
        </message>
        <message>
            <source>svm smote</source>
            <translation>svm smote</translation>
        </message>
        <message>
            <source>table</source>
            <translation>tableau</translation>
        </message>
        <message>
            <source>that of its companion</source>
            <translation>celui du compagnon</translation>
        </message>
        <message>
            <source>the letters before the number are the class</source>
            <translation>les lettres avant le nombre</translation>
        </message>
        <message>
            <source>the whole batch</source>
            <translation>le lot entier</translation>
        </message>
        <message>
            <source>threads</source>
            <translation>fils</translation>
        </message>
        <message>
            <source>torch.compile and its mode; auto: on a GPU, where the run is long enough to repay the compiling</source>
            <translation>torch.compile et son mode ; auto : sur un GPU, là où l’exécution est assez longue pour rentabiliser la compilation</translation>
        </message>
        <message>
            <source>trivial</source>
            <translation>trivial</translation>
        </message>
        <message>
            <source>true or false</source>
            <translation>true (oui) ou false (non)</translation>
        </message>
        <message>
            <source>undersample</source>
            <translation>undersample</translation>
        </message>
        <message>
            <source>validations</source>
            <translation>validations</translation>
        </message>
        <message>
            <source>weighted</source>
            <translation>weighted</translation>
        </message>
        <message>
            <source>whole numbers with commas between them</source>
            <translation>des nombres entiers séparés par des virgules</translation>
        </message>
        <message>
            <source>zero pad</source>
            <translation>zero pad</translation>
        </message>
        <message>
            <source>°</source>
            <translation>°</translation>
        </message>
    </context>
    <context>
        <name>result_grid</name>
        <message>
            <source>{truth} taken for {guess}, {share}</source>
            <translation>{truth} pris pour {guess}, {share}</translation>
        </message>
        <message>
            <source>{truth}, recognised, {share}</source>
            <translation>{truth}, reconnu, {share}</translation>
        </message>
    </context>
    <context>
        <name>runs</name>
        <message>
            <source>Best</source>
            <translation>Meilleure</translation>
        </message>
        <message>
            <source>Changed</source>
            <translation>Modifiée</translation>
        </message>
        <message>
            <source>Data</source>
            <translation>Données</translation>
        </message>
        <message>
            <source>Disk</source>
            <translation>Disque</translation>
        </message>
        <message>
            <source>Epochs</source>
            <translation>Époques</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>Nom</translation>
        </message>
        <message>
            <source>Network</source>
            <translation>Réseau</translation>
        </message>
        <message>
            <source>Note</source>
            <translation>Note</translation>
        </message>
        <message>
            <source>Status</source>
            <translation>État</translation>
        </message>
        <message>
            <source>Tags</source>
            <translation>Étiquettes</translation>
        </message>
        <message>
            <source>Test</source>
            <translation>Test</translation>
        </message>
        <message>
            <source>Time</source>
            <translation>Durée</translation>
        </message>
    </context>
    <context>
        <name>shortcuts</name>
        <message>
            <source>Archive the selected runs, or not</source>
            <translation>Archiver les exécutions choisies, ou non</translation>
        </message>
        <message>
            <source>Back to the page before</source>
            <translation>Retour à la page précédente</translation>
        </message>
        <message>
            <source>Change it again</source>
            <translation>Refaire la modification</translation>
        </message>
        <message>
            <source>Copy the path of the selected runs</source>
            <translation>Copier le chemin des exécutions choisies</translation>
        </message>
        <message>
            <source>Copy the selected lines</source>
            <translation>Copier les lignes choisies</translation>
        </message>
        <message>
            <source>Data</source>
            <translation>Données</translation>
        </message>
        <message>
            <source>Do it again</source>
            <translation>Refaire</translation>
        </message>
        <message>
            <source>Forward again</source>
            <translation>Avancer à nouveau</translation>
        </message>
        <message>
            <source>Give the selected images another class</source>
            <translation>Donner aux images choisies une autre classe</translation>
        </message>
        <message>
            <source>Help</source>
            <translation>Aide</translation>
        </message>
        <message>
            <source>Images, on Data and on Evaluate</source>
            <translation>Images, sur Données et Évaluer</translation>
        </message>
        <message>
            <source>Leave the selected images out</source>
            <translation>Laisser de côté les images choisies</translation>
        </message>
        <message>
            <source>Log</source>
            <translation>Journal</translation>
        </message>
        <message>
            <source>Model</source>
            <translation>Modèle</translation>
        </message>
        <message>
            <source>Move the selected runs to the trash</source>
            <translation>Mettre les exécutions choisies à la corbeille</translation>
        </message>
        <message>
            <source>Note of the selected run</source>
            <translation>Note de l’exécution choisie</translation>
        </message>
        <message>
            <source>Predict</source>
            <translation>Prédiction</translation>
        </message>
        <message>
            <source>Predict the image on the clipboard</source>
            <translation>Prédire l’image du presse-papiers</translation>
        </message>
        <message>
            <source>Rename the selected class, or merge it</source>
            <translation>Renommer la classe choisie, ou la fusionner</translation>
        </message>
        <message>
            <source>Rename the selected run</source>
            <translation>Renommer l’exécution choisie</translation>
        </message>
        <message>
            <source>Runs</source>
            <translation>Exécutions</translation>
        </message>
        <message>
            <source>Search all networks</source>
            <translation>Rechercher parmi tous les réseaux</translation>
        </message>
        <message>
            <source>Search all settings</source>
            <translation>Rechercher un réglage</translation>
        </message>
        <message>
            <source>Search the help</source>
            <translation>Rechercher dans l’aide</translation>
        </message>
        <message>
            <source>Search the log</source>
            <translation>Rechercher dans le journal</translation>
        </message>
        <message>
            <source>Search the runs</source>
            <translation>Rechercher dans les exécutions</translation>
        </message>
        <message>
            <source>Settings, on Train, Model and Data</source>
            <translation>Réglages, sur Entraîner, Modèle et Données</translation>
        </message>
        <message>
            <source>Tags of the selected runs</source>
            <translation>Étiquettes des exécutions choisies</translation>
        </message>
        <message>
            <source>Take the last change back</source>
            <translation>Revenir sur la dernière modification</translation>
        </message>
        <message>
            <source>Take the last edit back</source>
            <translation>Annuler la dernière modification</translation>
        </message>
        <message>
            <source>Take the selected entry out</source>
            <translation>Retirer l’entrée choisie</translation>
        </message>
        <message>
            <source>Take them in again</source>
            <translation>Les reprendre</translation>
        </message>
        <message>
            <source>Train</source>
            <translation>Entraîner</translation>
        </message>
        <message>
            <source>Train the selected entry earlier</source>
            <translation>Entraîner plus tôt l’entrée choisie</translation>
        </message>
        <message>
            <source>Train the selected entry later</source>
            <translation>Entraîner plus tard l’entrée choisie</translation>
        </message>
        <message>
            <source>Train, Queue</source>
            <translation>Entraîner, File d’attente</translation>
        </message>
        <message>
            <source>{text} ({key})</source>
            <translation>{text} ({key})</translation>
        </message>
    </context>
    <context>
        <name>verdicts</name>
        <message>
            <source>Accuracy</source>
            <translation>Exactitude</translation>
        </message>
        <message>
            <source>Balanced accuracy</source>
            <translation>Exactitude équilibrée</translation>
        </message>
        <message>
            <source>Calibration error</source>
            <translation>Erreur de calibration</translation>
        </message>
        <message>
            <source>Cohen's kappa</source>
            <translation>Kappa de Cohen</translation>
        </message>
        <message>
            <source>Loss</source>
            <translation>Perte</translation>
        </message>
        <message>
            <source>Macro F1</source>
            <translation>F1 macro</translation>
        </message>
        <message>
            <source>The test images were looked at once ({all}).</source>
            <translation>Les images de test ont été regardées une fois ({all}).</translation>
        </message>
        <message>
            <source>The test images were looked at {times} times ({all}): what is chosen by such figures does worse on new images.</source>
            <translation>Les images de test ont été regardées {times} fois ({all}) : ce qui est choisi d’après de tels chiffres fait moins bien sur de nouvelles images.</translation>
        </message>
        <message>
            <source>Top 5</source>
            <translation>Top 5</translation>
        </message>
        <message>
            <source>{all} are one recipe with {count} seeds: accuracy {mean} on average, standard deviation {deviation} points, 95 % interval of the mean {low} to {high}.</source>
            <translation>{all} sont une même recette avec {count} graines : exactitude {mean} en moyenne, écart type {deviation} points, intervalle à 95 % de la moyenne de {low} à {high}.</translation>
        </message>
        <message>
            <source>{first} and {second} are level on {images} common images.</source>
            <translation>{first} et {second} sont à égalité sur {images} images communes.</translation>
        </message>
        <message>
            <source>{first} and {second} were evaluated on different images: no test can tell which is better.</source>
            <translation>{first} et {second} ont été évaluées sur des images différentes : aucun test ne peut dire laquelle est meilleure.</translation>
        </message>
        <message>
            <source>{first} has not been evaluated: it is listed with what it has.</source>
            <translation>{first} n’a pas été évaluée : elle figure avec ce qu’elle a.</translation>
        </message>
        <message>
            <source>{first} is ahead of {second} by {by} points on {images} common images, but not significantly better: it may be chance ({p}).</source>
            <translation>{first} devance {second} de {by} points sur {images} images communes, mais pas de façon significative : ce peut être le hasard ({p}).</translation>
        </message>
        <message>
            <source>{first} is better than {second}: {by} points on {images} common images, more than chance explains ({p}).</source>
            <translation>{first} est meilleure que {second} : {by} points sur {images} images communes, plus que le hasard n’explique ({p}).</translation>
        </message>
    </context>
    <context>
        <name>words</name>
        <message>
            <source>Balancing classes</source>
            <translation>Équilibrage des classes</translation>
        </message>
        <message>
            <source>Checking images</source>
            <translation>Vérification des images</translation>
        </message>
        <message>
            <source>Compiling the network for this machine, the first time only</source>
            <translation>Compilation du réseau pour cette machine, la première fois seulement</translation>
        </message>
        <message>
            <source>Describing images</source>
            <translation>Description des images</translation>
        </message>
        <message>
            <source>Downloading</source>
            <translation>Téléchargement</translation>
        </message>
        <message>
            <source>Downloading weights</source>
            <translation>Téléchargement des poids</translation>
        </message>
        <message>
            <source>Evaluating images</source>
            <translation>Évaluation des images</translation>
        </message>
        <message>
            <source>Listing files</source>
            <translation>Inventaire des fichiers</translation>
        </message>
        <message>
            <source>Looking for copies</source>
            <translation>Recherche des copies</translation>
        </message>
        <message>
            <source>Reading images</source>
            <translation>Lecture des images</translation>
        </message>
        <message>
            <source>Reading the files</source>
            <translation>Lecture des fichiers</translation>
        </message>
        <message>
            <source>Reading the record of the run</source>
            <translation>Lecture de l’enregistrement de l’exécution</translation>
        </message>
        <message>
            <source>Trying training steps</source>
            <translation>Essai de pas d’entraînement</translation>
        </message>
        <message>
            <source>Unpacking</source>
            <translation>Décompression</translation>
        </message>
        <message>
            <source>about {time} left</source>
            <translation>encore {time} environ</translation>
        </message>
        <message>
            <source>after</source>
            <translation>après</translation>
        </message>
        <message>
            <source>all images</source>
            <translation>toutes les images</translation>
        </message>
        <message>
            <source>before</source>
            <translation>avant</translation>
        </message>
        <message>
            <source>broken</source>
            <translation>endommagées</translation>
        </message>
        <message>
            <source>cannot be read</source>
            <translation>illisible</translation>
        </message>
        <message>
            <source>copies</source>
            <translation>copies</translation>
        </message>
        <message>
            <source>copies across splits</source>
            <translation>copies entre partitions</translation>
        </message>
        <message>
            <source>copies whose classes disagree</source>
            <translation>copies dont les classes divergent</translation>
        </message>
        <message>
            <source>crashes the decoder</source>
            <translation>fait planter le décodeur</translation>
        </message>
        <message>
            <source>edit unused</source>
            <translation>modification inutilisée</translation>
        </message>
        <message>
            <source>edited</source>
            <translation>modifiées</translation>
        </message>
        <message>
            <source>empty</source>
            <translation>vide</translation>
        </message>
        <message>
            <source>excluded</source>
            <translation>exclues</translation>
        </message>
        <message>
            <source>failed</source>
            <translation>échouée</translation>
        </message>
        <message>
            <source>finished</source>
            <translation>terminée</translation>
        </message>
        <message>
            <source>hidden</source>
            <translation>caché</translation>
        </message>
        <message>
            <source>interrupted</source>
            <translation>interrompue</translation>
        </message>
        <message>
            <source>its head as well</source>
            <translation>sa tête aussi</translation>
        </message>
        <message>
            <source>its head begins anew</source>
            <translation>sa tête commence à neuf</translation>
        </message>
        <message>
            <source>left out</source>
            <translation>écartées</translation>
        </message>
        <message>
            <source>link</source>
            <translation>lien</translation>
        </message>
        <message>
            <source>missing</source>
            <translation>manquante</translation>
        </message>
        <message>
            <source>near copies</source>
            <translation>quasi-copies</translation>
        </message>
        <message>
            <source>no class</source>
            <translation>sans classe</translation>
        </message>
        <message>
            <source>no label</source>
            <translation>sans étiquette</translation>
        </message>
        <message>
            <source>not an image</source>
            <translation>pas une image</translation>
        </message>
        <message>
            <source>not in a split</source>
            <translation>hors partition</translation>
        </message>
        <message>
            <source>other file</source>
            <translation>autre fichier</translation>
        </message>
        <message>
            <source>outside</source>
            <translation>au-dehors</translation>
        </message>
        <message>
            <source>running</source>
            <translation>en cours</translation>
        </message>
        <message>
            <source>several frames</source>
            <translation>plusieurs images</translation>
        </message>
        <message>
            <source>similar classes</source>
            <translation>classes semblables</translation>
        </message>
        <message>
            <source>small class</source>
            <translation>petite classe</translation>
        </message>
        <message>
            <source>stopped</source>
            <translation>arrêtée</translation>
        </message>
        <message>
            <source>stray</source>
            <translation>égaré</translation>
        </message>
        <message>
            <source>test</source>
            <translation>test</translation>
        </message>
        <message>
            <source>the GPU ({name})</source>
            <translation>le GPU ({name})</translation>
        </message>
        <message>
            <source>this computer</source>
            <translation>cet ordinateur</translation>
        </message>
        <message>
            <source>too large</source>
            <translation>trop grande</translation>
        </message>
        <message>
            <source>too slow</source>
            <translation>trop lente</translation>
        </message>
        <message>
            <source>train</source>
            <translation>entraînement</translation>
        </message>
        <message>
            <source>truncated</source>
            <translation>tronquée</translation>
        </message>
        <message>
            <source>two labels</source>
            <translation>deux étiquettes</translation>
        </message>
        <message>
            <source>unreadable</source>
            <translation>non lisible</translation>
        </message>
        <message>
            <source>unused table</source>
            <translation>tableau inutilisé</translation>
        </message>
        <message>
            <source>validation</source>
            <translation>validation</translation>
        </message>
        <message>
            <source>waiting</source>
            <translation>en attente</translation>
        </message>
        <message>
            <source>{done} of {total}</source>
            <translation>{done} sur {total}</translation>
        </message>
        <message>
            <source>{done} of {total} images</source>
            <translation>{done} images sur {total}</translation>
        </message>
        <message>
            <source>{n} %</source>
            <translation>{n} %</translation>
        </message>
        <message>
            <source>{n} : 1</source>
            <translation>{n} : 1</translation>
        </message>
        <message>
            <source>{n} GB</source>
            <translation>{n} Go</translation>
        </message>
        <message>
            <source>{n} MB</source>
            <translation>{n} Mo</translation>
        </message>
        <message>
            <source>{n} h {m:02d} min</source>
            <translation>{n} h {m:02d} min</translation>
        </message>
        <message>
            <source>{n} kB</source>
            <translation>{n} ko</translation>
        </message>
        <message>
            <source>{n} min {s:02d} s</source>
            <translation>{n} min {s:02d} s</translation>
        </message>
        <message>
            <source>{n} ms</source>
            <translation>{n} ms</translation>
        </message>
        <message>
            <source>{n} s</source>
            <translation>{n} s</translation>
        </message>
        <message>
            <source>{taken} of {of} tensors taken from {source}; {head}</source>
            <translation>{taken} tenseurs sur {of} repris de {source} ; {head}</translation>
        </message>
        <message>
            <source>{what}: {value}</source>
            <translation>{what} : {value}</translation>
        </message>
    </context>
</TS>
